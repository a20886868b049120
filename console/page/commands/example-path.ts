import type { Overview } from "../../api.ts";

/** The path of a group that some client may push, so that the first dry run is not refused because of its group. */
export const toExamplePath = ({ callers }: Pick<Overview, "callers">): string =>
  callers.find(({ example }) => example !== undefined)?.example?.path.replace(/\?.*/, "") ??
  "/metrics/job/check";
