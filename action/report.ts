import { toErrorCode } from "../ci/file-error.ts";
import { MAX_BUDGETS, sortBudgets } from "../ci/summary/budget-list.ts";
import { count } from "../lambda/model/printable.ts";
import type { Acceptance } from "./answer.ts";
import { writeJobSummary } from "./job-summary.ts";
import {
  describeAcceptance,
  describePlace,
  describeProblem,
  type Outcome,
  type StepState,
} from "./outcome.ts";
import type { Ports } from "./ports.ts";
import type { ReportedIssue, ReportedProblem } from "./reported-problem.ts";
import type { Review } from "./review.ts";
import {
  type AnnotationLevel,
  type AnnotationPlace,
  toAnnotation,
  toOutput,
  toPlainLine,
} from "./workflow-commands.ts";

/** Reports the result of the push: annotations and a line in the log, outputs for later steps, the job's summary. */
export const report = (
  outcome: Outcome,
  review: Review,
  progress: StepState,
  severity: "error" | "warning",
  ports: Ports,
): void => {
  for (const warning of progress.collected?.warnings ?? []) {
    ports.writeLine(toAnnotation("warning", warning, { title: "not all metrics were collected" }));
  }
  if (outcome.ok) {
    reportAcceptance(outcome.value, progress, ports);
  } else {
    reportProblem(outcome.error, progress, severity, ports);
  }
  reportReview(review, severity, ports);
  appendTo("GITHUB_OUTPUT", writeOutputs(outcome, review), ports);
  appendTo("GITHUB_STEP_SUMMARY", writeJobSummary(outcome, review, progress), ports);
};

const reportAcceptance = (acceptance: Acceptance, progress: StepState, { writeLine }: Ports): void => {
  for (const issue of acceptance.warnings) {
    writeLine(toWarningLine(issue, progress));
  }
  writeLine(toPlainLine(describeAcceptance(acceptance, progress)));
};

/** A naming convention gets a line of the log, but not an annotation in every build. */
const toWarningLine = (issue: ReportedIssue, progress: StepState): string =>
  issue.code.startsWith("lint-")
    ? toPlainLine(`${issue.code}: ${describePlace(issue, progress)}${issue.detail}`)
    : annotate("warning", issue, progress);

const reportProblem = (
  problem: ReportedProblem,
  progress: StepState,
  severity: AnnotationLevel,
  { writeLine }: Ports,
): void => {
  for (const issue of problem.issues) {
    writeLine(annotate(severity, issue, progress));
  }
  writeLine(
    toAnnotation(severity, describeProblem(problem), { title: `metrics not pushed: ${problem.code}` }),
  );
};

/** On its line of the file if it has one; else the text contains the place. */
const annotate = (severity: AnnotationLevel, issue: ReportedIssue, progress: StepState): string => {
  const place = findPlace(issue, progress);
  const text = place.line === undefined ? `${describePlace(issue, progress)}${issue.detail}` : issue.detail;
  return toAnnotation(severity, text, { title: issue.code, ...place });
};

const findPlace = ({ location }: ReportedIssue, { source }: StepState): AnnotationPlace => {
  const file = source?.file;
  return file !== undefined && location !== undefined && "line" in location
    ? { file, line: location.line, col: location.column }
    : { file };
};

/** A sentence for each budget that is not met, and why there is nothing to compare with. */
const reportReview = (
  { base, judgements }: Review,
  severity: "error" | "warning",
  { writeLine }: Ports,
): void => {
  if (base?.kind === "absent") {
    writeLine(toAnnotation("notice", base.reason, { title: `not compared with ${base.title}` }));
  }
  const told = judgements.filter(({ verdict }) => verdict !== "met");
  for (const { verdict, sentence, budget } of sortBudgets(told).slice(0, MAX_BUDGETS)) {
    if (verdict === "open") {
      writeLine(toPlainLine(sentence));
    } else {
      const level = budget.severity === "warn" ? "warning" : severity;
      writeLine(toAnnotation(level, sentence, { title: `budget ${verdict}: ${budget.text}` }));
    }
  }
  if (told.length > MAX_BUDGETS) {
    writeLine(toPlainLine(`and ${count(told.length - MAX_BUDGETS, "more budget")}`));
  }
};

const writeOutputs = (outcome: Outcome, review: Review): string => {
  const acceptance = outcome.ok ? outcome.value : undefined;
  const problem = outcome.ok ? undefined : outcome.error;
  const pushed = acceptance?.status === "deleted" ? undefined : acceptance;
  const outputs = {
    status: acceptance?.status ?? "failed",
    code: problem?.code ?? "",
    families: String(pushed?.families ?? 0),
    series: String(pushed?.series ?? 0),
    budgets: toBudgetsOutput(review),
    "request-id": acceptance?.requestId ?? problem?.requestId ?? "",
  };
  return Object.entries(outputs)
    .map(([name, value]) => toOutput(name, value))
    .join("");
};

const toBudgetsOutput = ({ judgements }: Review): string => {
  if (judgements.length === 0) {
    return "";
  }
  return judgements.every(({ verdict }) => verdict === "met" || verdict === "open") ? "met" : "exceeded";
};

/** The runner provides both files. Elsewhere they do not exist. The result of the push does not depend on them. */
const appendTo = (
  variable: "GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY",
  text: string,
  { env, appendFile, writeLine }: Ports,
): void => {
  const file = env[variable] ?? "";
  try {
    if (file !== "") {
      appendFile(file, text);
    }
  } catch (error) {
    const warning = `the file of ${variable} cannot be written (${toErrorCode(error)}); the log has the result`;
    writeLine(toAnnotation("warning", warning, { title: "the result was not passed to the runner" }));
  }
};
