import { isLabelName } from "../../../lambda/model/exposition.ts";
import { GroupingKey, type GroupingLabel } from "../../../lambda/model/grouping-key.ts";

/**
 * The group of a path or URL, as in `/metrics/job/ci/branch/main`; undefined if it names no group. The proxy checks
 * paths more strictly and reports their issues.
 */
export const parsePath = (path: string): GroupingKey | undefined => {
  const [, components] = /(?:^|\/)metrics\/([^?#]+)/.exec(path) ?? [];
  const pairs = components?.match(/[^/]+\/[^/]+/g) ?? [];
  const [job, ...labels] = pairs.flatMap(toLabel);
  return job?.name === "job" &&
    labels.every(({ name }) => isLabelName(name)) &&
    pairs.join("/") === components
    ? GroupingKey.of(job.value, labels)
    : undefined;
};

const toLabel = (pair: string): readonly GroupingLabel[] => {
  const [name = "", value = ""] = pair.split("/");
  try {
    return name.endsWith("@base64")
      ? [{ name: name.slice(0, -7), value: Buffer.from(value, "base64url").toString("utf8") }]
      : [{ name, value: decodeURIComponent(value) }];
  } catch {
    return [];
  }
};
