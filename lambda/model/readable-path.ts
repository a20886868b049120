import { GroupingKey } from "./grouping-key.ts";

export interface NamedGroup {
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The readable path of a group. Only values that clients and servers on the way may change are in base64. */
export const toReadablePath = ({ job, labels }: NamedGroup): string =>
  Object.entries({ job, ...labels }).reduce(
    (path, [name, value]) => path + toComponents(name, value),
    "/metrics",
  );

const toComponents = (name: string, value: string): string =>
  value.includes("\\") || value === "." || value === ".."
    ? `/${name}@base64/${Buffer.from(value, "utf8").toString("base64url")}`
    : `/${name}/${encodeURIComponent(value)}`;

/**
 * The readable form of a canonical path. It can be pasted into a shell without quotes. Any other path stays as it is, since it
 * names exactly one group that the proxy cannot have pushed.
 */
export const makePathReadable = (path: string): string => {
  const key = GroupingKey.ofPath(path);
  return key === undefined
    ? path
    : toReadablePath({
        job: key.job,
        labels: Object.fromEntries(key.labels.map(({ name, value }) => [name, value])),
      }).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
};
