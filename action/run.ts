import { isFatal } from "../ci/budgets/judge-budgets.ts";
import type { CiRun } from "../ci/ci-run.ts";
import { collect } from "../ci/collect.ts";
import { createGithubRun } from "../ci/hosts/github.ts";
import { quote } from "../lambda/model/issue.ts";
import { ok, type Result } from "../lambda/model/result.ts";
import { authorize } from "./authorization.ts";
import { comment } from "./comment.ts";
import { parseSwitch } from "./input-parsers.ts";
import { type Inputs, parseInputs, readInput } from "./inputs.ts";
import { findVariables } from "./labels-input.ts";
import { addCollected, checkMetrics, type MetricsSource, readMetrics } from "./metrics.ts";
import type { Outcome, StepState } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { pushMetrics } from "./push.ts";
import { readBase } from "./read-base.ts";
import { readHistory } from "./read-history.ts";
import { report } from "./report.ts";
import type { ReportedProblem } from "./reported-problem.ts";
import { type RetrySettings, sendWithRetries } from "./request-with-retries.ts";
import { reviewRun } from "./review.ts";
import { toAnnotation, toPlainLine } from "./workflow-commands.ts";

/**
 * The whole action: parses its inputs, checks the metrics, gets a credential, reads the base of the comparison, pushes,
 * and reports in the log, the job's summary, its outputs and a comment. Returns the exit status of the step.
 */
export const runAction = async (ports: Ports): Promise<0 | 1> => {
  const progress: StepState = {
    inputs: undefined,
    collected: undefined,
    source: undefined,
    exposition: undefined,
    base: undefined,
    histories: [],
  };
  const outcome = await carryOut(ports, progress);
  await addHistory(progress, ports);
  const review = reviewRun(progress);
  const failsOnError = parseSwitch("fail-on-error", readInput(ports.env, "fail-on-error"));
  const canFail = !failsOnError.ok || failsOnError.value;
  report(outcome, review, progress, canFail ? "error" : "warning", ports);
  await comment(review, progress, ports);
  const hasFailed = !outcome.ok || review.judgements.some(isFatal);
  return hasFailed && canFail ? 1 : 0;
};

const carryOut = async (ports: Ports, progress: StepState): Promise<Outcome> => {
  const ciRun = toCiRun(ports);
  const inputs = parseInputs(ports.env, ciRun);
  if (!inputs.ok) {
    return inputs;
  }
  progress.inputs = inputs.value;
  for (const variable of findVariables(readInput(ports.env, "labels"))) {
    const text = `labels has ${quote(variable)}, which GitHub does not replace and which is pushed as it is: write an expression such as \${{ github.ref_name }} or \${{ env.NAME }}`;
    ports.writeLine(toAnnotation("warning", text, { title: "a variable was not replaced" }));
  }
  if (inputs.value.collect !== undefined) {
    progress.collected = await collect(inputs.value.collect, ciRun, ports.files);
  }

  const checked = readAndCheck(inputs.value, ports, progress);
  if (!checked.ok) {
    return checked;
  }

  const retries = createRetrySettings(inputs.value, ports);
  const authorization = await authorize(inputs.value.credential, ports, retries);
  if (!authorization.ok) {
    return authorization;
  }
  if (inputs.value.base !== undefined) {
    // Before the push, which may replace the base.
    const { url, base } = inputs.value;
    progress.base = await readBase(url, base, authorization.value, ports.http, retries);
  }
  return pushMetrics(inputs.value, progress.source?.body, authorization.value, ports.http, retries);
};

/** The run of this job, as the runner describes it. */
const toCiRun = ({ env, files, epochMs, http }: Ports): CiRun =>
  createGithubRun(
    { contexts: readInput(env, "run-contexts"), token: readInput(env, "token").trim() },
    { env, files, now: epochMs, send: sendWithRetries(http) },
  );

/** Charts are a help for readers. Without them there is a line in the log. */
const addHistory = async (progress: StepState, ports: Ports): Promise<void> => {
  const source = progress.inputs?.history;
  if (source === undefined) {
    return;
  }
  const histories = await readHistory(source, progress, ports);
  if (histories.ok) {
    progress.histories = histories.value;
  } else {
    ports.writeLine(toPlainLine(`no chart: ${histories.error}`));
  }
};

const readAndCheck = (
  inputs: Inputs,
  ports: Ports,
  progress: StepState,
): Result<undefined, ReportedProblem> => {
  const source = readAllMetrics(inputs, ports, progress);
  if (!source.ok) {
    return source;
  }
  if (source.value === undefined) {
    return ok(undefined);
  }
  progress.source = source.value;
  const exposition = checkMetrics(source.value, inputs);
  if (!exposition.ok) {
    return exposition;
  }
  progress.exposition = exposition.value;
  return ok(undefined);
};

const readAllMetrics = (
  inputs: Inputs,
  ports: Ports,
  { collected }: StepState,
): Result<MetricsSource | undefined, ReportedProblem> => {
  const given = inputs.metrics === undefined ? ok(undefined) : readMetrics(inputs.metrics, ports);
  return collected === undefined || !given.ok ? given : addCollected(given.value, collected, inputs);
};

const createRetrySettings = ({ timeoutMs }: Inputs, { http, writeLine }: Ports): RetrySettings => ({
  deadlineMs: http.now() + timeoutMs,
  onRetry: (problem, waitMs) =>
    writeLine(toPlainLine(`${problem}; trying again in ${(waitMs / 1_000).toFixed(1)} s`)),
});
