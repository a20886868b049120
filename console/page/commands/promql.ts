import { isLabelName } from "../../../lambda/model/exposition.ts";
import type { Group } from "../../api.ts";
import { quoteForCode } from "./quoting.ts";

/** Selects the series of a group, or one metric of it if a name is given. */
export const toSelector = ({ job, labels }: Pick<Group, "job" | "labels">, name = ""): string => {
  const matchers = Object.entries({ job, ...labels }).map(
    ([label, value]) => `${isLabelName(label) ? label : quoteForCode(label)}=${quoteForCode(value)}`,
  );
  return METRIC_NAME.test(name) || name === ""
    ? `${name}{${matchers.join(", ")}}`
    : `{${[quoteForCode(name), ...matchers].join(", ")}}`;
};

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
