import type { Base } from "../ci/compare/base.ts";
import type { Collected } from "../ci/metrics.ts";
import type { History } from "../ci/summary/chart.ts";
import { count } from "../lambda/model/printable.ts";
import type { Result } from "../lambda/model/result.ts";
import type { Exposition } from "../lambda/model/stages.ts";
import type { Acceptance } from "./answer.ts";
import type { Inputs } from "./inputs.ts";
import { printKey } from "./labels-input.ts";
import type { MetricsSource } from "./metrics.ts";
import type { ReportedIssue, ReportedProblem } from "./reported-problem.ts";

export type Outcome = Result<Acceptance, ReportedProblem>;

/** The results of the action, as far as it came. */
export interface StepState {
  inputs: Inputs | undefined;
  /** The measurements; undefined if there are none. */
  collected: Collected | undefined;
  source: MetricsSource | undefined;
  exposition: Exposition | undefined;
  /** The base of the comparison; undefined without one. */
  base: Base | undefined;
  /** The values of the last runs, for charts. */
  histories: readonly History[];
}

/** The result of the push, in one sentence. */
export const describeAcceptance = (acceptance: Acceptance, { inputs }: StepState): string => {
  const { status, requestId } = acceptance;
  const group = inputs === undefined ? "" : printKey(inputs.key);
  if (status === "deleted") {
    return `deleted ${group}, request ${requestId}`;
  }
  const { families, series } = acceptance;
  const amount = `${count(families, "metric family", "metric families")} (${series} series)`;
  switch (status) {
    case "pushed":
      return `pushed ${amount} to ${group}, request ${requestId}`;
    case "stored":
      return `stored ${amount} of ${group}; the Pushgateway gets them when it answers; request ${requestId}`;
    case "valid":
      return `dry run: the proxy would accept ${amount} for ${group}; nothing was pushed, request ${requestId}`;
  }
};

/** What went wrong, the fix, and what to report: one line each. */
export const describeProblem = ({ detail, advice, issues, total, requestId }: ReportedProblem): string =>
  [
    total > issues.length ? `${detail}, of which ${issues.length} are shown` : detail,
    ...(advice === "" ? [] : [`what to do: ${advice}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ].join("\n");

/** The place of an issue, as the start of a sentence about it; empty if it is about the whole payload. */
export const describePlace = ({ location }: ReportedIssue, { source }: StepState): string => {
  if (location === undefined) {
    return "";
  }
  const where = source?.file ?? "metrics";
  return "line" in location
    ? `${where}, line ${location.line}, column ${location.column}: `
    : `${where}, at ${location.pointer}: `;
};
