import { type Command, Option } from "commander";
import type { Acceptance } from "../../action/answer.ts";
import { parseUrl } from "../../action/input-parsers.ts";
import { printKey } from "../../action/labels-input.ts";
import { pushMetrics } from "../../action/push.ts";
import { readBase } from "../../action/read-base.ts";
import type { ReportedProblem } from "../../action/reported-problem.ts";
import type { RetrySettings } from "../../action/request-with-retries.ts";
import { collect as collectMetrics } from "../../ci/collect.ts";
import { FORMATS } from "../../lambda/decode/formats.ts";
import { TEXT_FORMAT } from "../../lambda/decode/text/decode-text.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { printPlace } from "../../lambda/model/issue.ts";
import { escapeUnprintable } from "../../lambda/model/printable.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { type CollectOptions, type CollectPlan, planCollection } from "../collect-push.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { collectTexts, secondsFrom } from "../option-values.ts";
import { answered, type CommandOutcome, failed, misused } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";
import { type CredentialOptions, findCredential, readCredential } from "../push-credential.ts";
import { addCollected, type PayloadOptions, type PushPayload, readPushPayload } from "../push-payload.ts";
import { addReview, parseReviewPlan, type ReviewOptions } from "../review-push.ts";

export const createPushCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("push", "push metrics to a running proxy, the local one unless --url names another", [
    "pushgateway-proxy push build_seconds=42 --job ci",
    "pushgateway-proxy push --file metrics.prom --job backup --label instance=db1 --replace",
    "pushgateway-proxy push --file metrics.prom --job ci --label branch=next --compare branch=main --budget dist_bytes:+2%",
    'pushgateway-proxy push --replace --junit "**/junit.xml" --sizes "js=dist/**/*.js" --label repository=app',
    "pushgateway-proxy push --delete --job backup --label instance=db1",
    "PUSHGATEWAY_PROXY_USER=ci:TOKEN pushgateway-proxy push tests=12 --job ci --url https://abc.example.com/prod",
  ])
    .argument("[metrics...]", "metrics as name=value")
    .option("--job <job>", "job of the group (required; ci if metrics are collected)")
    .option(
      "--label <name=value>",
      "a label of the group beside job; may be given more than once",
      collectTexts,
    )
    .addOption(
      new Option("--type <type>", "type of the metrics that are given as name=value")
        .choices(["gauge", "counter", "untyped"])
        .default("gauge"),
    )
    .option("--file <file>", "push the metrics in this file instead; - is standard input")
    .addOption(
      new Option("--format <format>", "format of the file; found automatically if you leave it out").choices(
        FORMATS.map(({ id }) => id),
      ),
    )
    .addOption(
      new Option("--collect <scope>", "measure the CI job that runs this command, or its whole run").choices([
        "job",
        "run",
      ]),
    )
    .option(
      "--junit <pattern>",
      "count the tests in these JUnit files; may be given more than once",
      collectTexts,
    )
    .option(
      "--sizes <pattern>",
      "measure these files, for instance js=dist/**/*.js; may be given more than once",
      collectTexts,
    )
    .option(
      "--replace",
      "replace the whole group (PUT); without it, replace only metrics of the same names (POST)",
    )
    .option("--delete", "delete the group")
    .option("--dry-run", "check whether the push would be accepted, and push nothing")
    .addOption(
      new Option("--url <url>", "the proxy's address with its stage")
        .env("PUSHGATEWAY_PROXY_URL")
        .default("http://127.0.0.1:8080"),
    )
    .addOption(
      new Option("--user <client:token>", "the credential; default: the local system's token").env(
        "PUSHGATEWAY_PROXY_USER",
      ),
    )
    .addOption(
      new Option("--token <jwt>", "the OIDC token of a CI job, instead of --user").env(
        "PUSHGATEWAY_PROXY_TOKEN",
      ),
    )
    .option("--config <file>", "the configuration of the local system", "proxy.yaml")
    .option("--secrets <file>", "the file of local tokens", ".local/secrets.json")
    .option(
      "--compare <name=value>",
      "compare with the group that differs in this label; base is the base branch of a pull request, or the previous run",
      collectTexts,
    )
    .option(
      "--budget <name:limit>",
      "limit of a metric, for instance dist_bytes:+2%; may be given more than once",
      collectTexts,
    )
    .option("--summary <file>", "write the comparison and the budgets to this file, as Markdown")
    .option("--timeout <seconds>", "how long to try, including retries", secondsFrom(1), 60)
    .action((metrics: readonly string[], options: PushOptions) =>
      answer(options, () => runPush(metrics, options, ports)),
    );

interface PushOptions extends AnswerForm, CollectOptions, CredentialOptions, PayloadOptions, ReviewOptions {
  readonly replace?: boolean;
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  readonly url: string;
  readonly timeout: number;
}

const runPush = async (
  metrics: readonly string[],
  options: PushOptions,
  ports: CliPorts,
): Promise<CommandOutcome> => {
  const url = parseUrl(options.url);
  const collection = planCollection(options, ports);
  const given = collection.ok ? readGiven(metrics, options, collection.value, ports) : ok(undefined);
  const plan = collection.ok ? parseReviewPlan(options, collection.value.key, ports.env) : ok(undefined);
  const wrong = [url, collection, given, plan].flatMap((part) => (part.ok ? [] : [part.error]));
  if (!url.ok || !collection.ok || !given.ok || !plan.ok) {
    return misused(toOptionNames(wrong.join("\n")));
  }
  const { key } = collection.value;
  const request = { url: url.value, key, method: toMethod(options), isDryRun: options.dryRun === true };
  const credential = readCredential(options);
  if (credential?.ok === false) {
    return misused(credential.error);
  }
  const authorization = credential ?? (await findCredential(request, options));
  if (!authorization.ok) {
    return failed(authorization.error);
  }
  const warn = (text: string): void => ports.stderr.write(`warning: ${escapeUnprintable(text)}\n`);
  const payload = await addMeasurements(given.value, collection.value, warn, ports);
  if (!payload.ok) {
    return failed(payload.error);
  }
  const retries = createRetrySettings(options, ports);
  // Before the push, which may replace the base.
  const base =
    plan.value?.base &&
    (await readBase(request.url, plan.value.base, authorization.value, ports.http, retries));
  const { body, format = TEXT_FORMAT } = payload.value ?? {};
  const pushed = await pushMetrics({ ...request, format }, body, authorization.value, ports.http, retries);
  if (pushed.ok) {
    listWarnings(pushed.value).forEach(warn);
  }
  const outcome = pushed.ok
    ? answered(describeAcceptance(pushed.value, key), pushed.value)
    : refused(pushed.error, options.delete === true ? "not deleted" : "not pushed");
  return plan.value === undefined || payload.value === undefined
    ? outcome
    : addReview(outcome, plan.value, base, payload.value, warn);
};

/** The action has inputs of other names. */
const toOptionNames = (text: string): string =>
  text
    .replace(/^labels\b/gm, "--label")
    .replace(/^(job|url)\b/gm, "--$1")
    .replace(" on its own line", "")
    .replace("a separate input", "a separate option");

const createRetrySettings = ({ timeout }: PushOptions, { http, stderr }: CliPorts): RetrySettings => ({
  deadlineMs: http.now() + timeout * 1_000,
  onRetry: (problem, waitMs) =>
    stderr.write(
      `${problem}; trying again in ${(waitMs / 1_000).toFixed(1)} s, up to ${timeout} s (--timeout)\n`,
    ),
});

/** The metrics on the command line; undefined to delete the group, and if all metrics are collected. */
const readGiven = (
  metrics: readonly string[],
  options: PushOptions,
  { request }: CollectPlan,
  ports: CliPorts,
): Result<PushPayload | undefined, string> => {
  if (options.delete === true) {
    return options.file === undefined && metrics.length === 0 && request === undefined
      ? ok(undefined)
      : err("--delete removes the whole group: leave out metrics, --file, --collect, --junit and --sizes");
  }
  const given = readPushPayload(metrics, options, ports);
  if (!given.ok) {
    return given;
  }
  if (request === undefined) {
    return given.value === undefined
      ? err("there is nothing to push: give metrics as name=value, --file, --junit, --sizes or --collect")
      : given;
  }
  const { id } = given.value?.format ?? TEXT_FORMAT;
  return id === TEXT_FORMAT.id
    ? given
    : err(`--file has the format ${id}; collected metrics can be added only to the format text`);
};

/** The given metrics with the collected ones below them. */
const addMeasurements = async (
  given: PushPayload | undefined,
  { key, request, run }: CollectPlan,
  warn: (text: string) => void,
  { files }: CliPorts,
): Promise<Result<PushPayload | undefined, string>> => {
  if (request === undefined) {
    return ok(given);
  }
  const collected = await collectMetrics(request, run, files);
  collected.warnings.forEach(warn);
  const payload = addCollected(given, collected, key);
  return payload.body.length === 0 && given === undefined
    ? err("there is nothing to push, because nothing could be measured")
    : ok(payload);
};

const toMethod = ({ replace, delete: isDelete }: PushOptions): "PUT" | "POST" | "DELETE" => {
  if (isDelete === true) {
    return "DELETE";
  }
  return replace === true ? "PUT" : "POST";
};

/** Without those about naming conventions: metrics that are given as name=value never have a HELP text. */
const listWarnings = ({ warnings }: Acceptance): readonly string[] =>
  warnings
    .filter(({ code }) => !code.startsWith("lint-"))
    .map(({ code, detail, location }) => `${printPlace(location)}${code}: ${detail}`);

const describeAcceptance = (acceptance: Acceptance, key: GroupingKey): string => {
  const group = printKey(key);
  switch (acceptance.status) {
    case "deleted":
      return `deleted ${group}`;
    case "pushed":
      return `pushed ${acceptance.series} series to ${group}`;
    case "stored":
      return `stored ${acceptance.series} series of ${group}; the Pushgateway gets them when it answers`;
    case "valid":
      return `${acceptance.series} series would be accepted for ${group}; nothing was pushed`;
  }
};

const refused = (problem: ReportedProblem, outcome: "not pushed" | "not deleted"): CommandOutcome => {
  const { code, detail, advice, issues, total } = problem;
  if (code === "proxy-unreachable") {
    return failed(
      `${detail}; start the local system with \`pushgateway-proxy start\`, or check --url (PUSHGATEWAY_PROXY_URL)`,
    );
  }
  const [first] = issues;
  // The detail of most problems is that of the first issue.
  const isRepeated = first !== undefined && detail.startsWith(first.detail);
  const lines = [
    isRepeated ? `${outcome}: ${code}` : `${outcome}: ${code}: ${detail}`,
    ...issues.map((issue) => `  ${printPlace(issue.location)}${issue.code}: ${issue.detail}`),
    ...(total > issues.length ? [`  and ${total - issues.length} more`] : []),
    ...(advice === "" ? [] : [`fix: ${advice}`]),
  ];
  return { status: 1, text: lines.join("\n"), json: { error: problem }, stream: "stderr" };
};
