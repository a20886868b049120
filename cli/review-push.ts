import { writeFileSync } from "node:fs";
import { type BaseGroup, findBaseGroup, parseCompare } from "../action/compare-input.ts";
import type { Budget } from "../ci/budgets/budget.ts";
import { isFatal, judgeBudgets } from "../ci/budgets/judge-budgets.ts";
import { parseBudgets } from "../ci/budgets/parse-budgets.ts";
import type { Base } from "../ci/compare/base.ts";
import { compare } from "../ci/compare/compare.ts";
import { listSeries } from "../ci/compare/series.ts";
import { toErrorCode } from "../ci/file-error.ts";
import { printReport } from "../ci/summary/plain-report.ts";
import { type CiReport, writeReport } from "../ci/summary/report.ts";
import { parseJsonBody } from "../lambda/adapters/json-body.ts";
import { decode } from "../lambda/decode/decode.ts";
import { toRecord } from "../lambda/model/fields.ts";
import type { GroupingKey } from "../lambda/model/grouping-key.ts";
import { quote } from "../lambda/model/issue.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { CommandOutcome } from "./outcome.ts";
import type { PushPayload } from "./push-payload.ts";

/** The options of `push` for a review. */
export interface ReviewOptions {
  readonly compare?: readonly string[];
  readonly budget?: readonly string[];
  readonly summary?: string;
}

/** The base of the comparison, and the budgets. */
export interface ReviewPlan {
  readonly key: GroupingKey;
  readonly base: BaseGroup | undefined;
  readonly budgets: readonly Budget[];
  /** The file for the report. */
  readonly summary: string | undefined;
}

/** Undefined without a review. */
export const parseReviewPlan = (
  options: ReviewOptions,
  key: GroupingKey,
  env: Readonly<Record<string, string | undefined>>,
): Result<ReviewPlan | undefined, string> => {
  if (options.compare === undefined && options.budget === undefined && options.summary === undefined) {
    return ok(undefined);
  }
  const asked = parseCompare((options.compare ?? []).join("\n"));
  const base = asked.ok ? findBaseGroup(asked.value, key, env) : asked;
  const budgets = parseBudgets((options.budget ?? []).join("\n"));
  if (!base.ok) {
    return err(`--${base.error}`);
  }
  return budgets.ok
    ? ok({ key, base: base.value, budgets: budgets.value, summary: options.summary })
    : err(budgets.error.map((issue) => issue.replace(/^budgets, line/, "--budget")).join("\n"));
};

/**
 * The outcome of the push with the review. An exceeded budget gives status 1. If the file of the report cannot be
 * written, there is only a warning, since the metrics were pushed.
 */
export const addReview = (
  outcome: CommandOutcome,
  plan: ReviewPlan,
  base: Base | undefined,
  payload: PushPayload,
  warn: (text: string) => void,
): CommandOutcome => {
  const decoded = decode({ ...payload, encoding: "identity" }, Number.MAX_SAFE_INTEGER, parseJsonBody);
  if (!decoded.ok || outcome.status !== 0) {
    return outcome;
  }
  const now = listSeries(decoded.value.families, plan.key);
  const judgements = judgeBudgets(plan.budgets, now, base);
  const tests = payload.tests ?? { slowestTests: [], failedTests: [], flakyTests: [] };
  const report: CiReport = { now, base, judgements, tests, histories: [] };
  if (plan.summary !== undefined) {
    writeSummary(plan.summary, report, warn);
  }
  return {
    ...outcome,
    status: judgements.some(isFatal) ? 1 : 0,
    text: [outcome.text, printReport(report)].filter((part) => part !== "").join("\n"),
    json: { ...toRecord(outcome.json), ...toJson(report) },
  };
};

const writeSummary = (file: string, report: CiReport, warn: (text: string) => void): void => {
  try {
    writeFileSync(file, `### Metrics\n\n${writeReport(report)}`);
  } catch (error) {
    warn(`the file ${quote(file)} of --summary cannot be written (${toErrorCode(error)})`);
  }
};

const toJson = ({ now, base, judgements }: CiReport): object => ({
  comparison:
    base?.kind === "values" ? { with: base.title, metrics: compare(now, base.series) } : (base ?? null),
  budgets: judgements.map(({ budget, verdict, sentence }) => ({ budget: budget.text, verdict, sentence })),
});
