import type { Group } from "../../api.ts";

/** The path of a group as people write it: in base64 is only what clients and servers on the way may change. */
export const toReadablePath = ({ job, labels }: Pick<Group, "job" | "labels">): string =>
  Object.entries({ job, ...labels }).reduce(
    (path, [name, value]) => path + toComponents(name, value),
    "/metrics",
  );

const toComponents = (name: string, value: string): string =>
  value.includes("\\") || value === "." || value === ".."
    ? `/${name}@base64/${Buffer.from(value, "utf8").toString("base64url")}`
    : `/${name}/${encodeURIComponent(value)}`;
