import { quote } from "../model/issue.ts";
import { isLabelName } from "../model/label-name.ts";

/** Prometheus itself gives these a meaning inside histograms and summaries: as a grouping label they break every scrape. */
const RESERVED = new Set(["le", "quantile"]);

/** What is wrong with the name of a grouping label; undefined when nothing is. */
export const checkLabelName = (name: string): string | undefined => {
  if (!isLabelName(name)) {
    return `${quote(name)} is not a label name; letters, digits and underscores are, not starting with a digit`;
  }
  if (name.startsWith("__"))
    return `label ${quote(name)} is reserved: names starting with __ are Prometheus' own`;
  if (RESERVED.has(name))
    return `label ${quote(name)} cannot be in a grouping key: histograms and summaries own it`;
  return undefined;
};
