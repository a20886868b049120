import { type Command, Option } from "commander";
import { type Acceptance, readAnswer } from "../../action/answer.ts";
import { parseUrl } from "../../action/input-parsers.ts";
import { printKey } from "../../action/labels-input.ts";
import type { ReportedProblem } from "../../action/reported-problem.ts";
import { type RetrySettings, requestWithRetries } from "../../action/request-with-retries.ts";
import { collect as collectMetrics } from "../../ci/collect.ts";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import { explain } from "../../lambda/authorize/explain.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { describeConfigIssue } from "../../lambda/config/config-issue.ts";
import { loadProxyConfig } from "../../lambda/config/load.ts";
import { FORMATS } from "../../lambda/decode/formats.ts";
import { toBasicAuthorization } from "../../lambda/model/basic-authorization.ts";
import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { printPlace } from "../../lambda/model/issue.ts";
import { escapeUnprintable } from "../../lambda/model/printable.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { Secret } from "../../lambda/model/secret.ts";
import { type CollectOptions, type CollectPlan, planCollection } from "../collect-push.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { collectTexts, secondsFrom } from "../option-values.ts";
import { answered, type CommandOutcome, failed, misused } from "../outcome.ts";
import type { CliPorts } from "../ports.ts";
import { addCollected, type PayloadOptions, readPushPayload } from "../push-payload.ts";
import {
  addReview,
  type PushPayload,
  type PushTarget,
  parseReviewPlan,
  type ReviewOptions,
  readPlannedBase,
} from "../review-push.ts";

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

interface PushOptions extends AnswerForm, CollectOptions, PayloadOptions, ReviewOptions {
  readonly replace?: boolean;
  readonly delete?: boolean;
  readonly dryRun?: boolean;
  readonly url: string;
  readonly user?: string;
  readonly token?: string;
  readonly config: string;
  readonly secrets: string;
  readonly timeout: number;
}

const runPush = async (
  metrics: readonly string[],
  options: PushOptions,
  ports: CliPorts,
): Promise<CommandOutcome> => {
  const url = parseUrl(options.url);
  const collection = planCollection(options, ports);
  const payload = collection.ok ? await readAll(metrics, options, collection.value, ports) : ok(undefined);
  const plan = collection.ok ? parseReviewPlan(options, collection.value.key, ports.env) : ok(undefined);
  const wrong = [url, collection, payload, plan].flatMap((part) => (part.ok ? [] : [part.error]));
  if (!url.ok || !collection.ok || !payload.ok || !plan.ok) {
    return misused(wrong.join("\n"));
  }
  const { key } = collection.value;
  const credential = await findCredential(key, options);
  if (!credential.ok) {
    return failed(credential.error);
  }
  const target = { url: url.value, key, authorization: credential.value };
  const retries = createRetrySettings(options, ports);
  const base = plan.value && (await readPlannedBase(plan.value, target, ports.http, retries));
  const outcome = await send(target, payload.value, options, ports.http, retries);
  return plan.value === undefined || payload.value === undefined
    ? outcome
    : addReview(outcome, plan.value, base, payload.value);
};

const createRetrySettings = ({ timeout, url }: PushOptions, { http, stderr }: CliPorts): RetrySettings => ({
  deadlineMs: http.now() + timeout * 1_000,
  onRetry: (problem, waitMs) =>
    stderr.write(
      `${new URL(url).host}: ${problem}; trying again in ${(waitMs / 1_000).toFixed(1)} s, up to ${timeout} s (--timeout)\n`,
    ),
});

/** The payload; undefined to delete the group. */
const readAll = async (
  metrics: readonly string[],
  options: PushOptions,
  { key, request, run }: CollectPlan,
  ports: CliPorts,
): Promise<Result<PushPayload | undefined, string>> => {
  if (options.delete === true) {
    return options.file === undefined && metrics.length === 0 && request === undefined
      ? ok(undefined)
      : err("--delete removes the whole group: leave out metrics, --file, --collect, --junit and --sizes");
  }
  const given = readPushPayload(metrics, options, ports);
  if (!given.ok || request === undefined) {
    return given.ok && given.value === undefined
      ? err("there is nothing to push: give metrics as name=value, --file, --junit, --sizes or --collect")
      : given;
  }
  const collected = await collectMetrics(request, run, ports.files);
  for (const warning of collected.warnings) {
    ports.stderr.write(`warning: ${escapeUnprintable(warning)}\n`);
  }
  return addCollected(given.value, collected, key);
};

/** The given credential, else that of the first client of the local system that may push the job. */
const findCredential = async (key: GroupingKey, options: PushOptions): Promise<Result<Secret, string>> => {
  if (options.token !== undefined && options.user === undefined) {
    return /^[\w-]+(\.[\w-]+){2}$/.test(options.token)
      ? ok(new Secret(`Bearer ${options.token}`))
      : err("--token is not a JWT; its value is not shown");
  }
  if (options.user !== undefined) {
    return /^[^\s:]+:[^\s]+$/.test(options.user)
      ? ok(new Secret(toBasicAuthorization(options.user)))
      : err("--user is not <client>:<token>; its value is not shown");
  }
  const config = loadProxyConfig(options.config);
  if (!config.ok) {
    return err(
      `--user is not given, and ${options.config} is not valid, so no client can be taken from it:\n${config.error.map(describeConfigIssue).join("\n")}`,
    );
  }
  const tokens = createFileSecretStore(options.secrets, Date.now);
  for (const { id, grants } of config.value.clients) {
    const request = { method: toMethod(options), key, isDryRun: options.dryRun === true };
    const granted = explain({ grants, claims: {} }, request, createKeyLabels(config.value));
    const stored = granted.ok ? await tokens.read(id) : undefined;
    if (stored !== undefined) {
      return ok(new Secret(toBasicAuthorization(`${id}:${stored.current.token.reveal()}`)));
    }
  }
  return err(
    `no client in ${options.config} with a token in ${options.secrets} may push ${printKey(key)}; name another client with --user <client>:<token>, or add a grant`,
  );
};

const toMethod = ({ replace, delete: isDelete }: PushOptions): "PUT" | "POST" | "DELETE" => {
  if (isDelete === true) {
    return "DELETE";
  }
  return replace === true ? "PUT" : "POST";
};

const send = async (
  { url, key, authorization }: PushTarget,
  payload: PushPayload | undefined,
  options: PushOptions,
  http: CliPorts["http"],
  retries: RetrySettings,
): Promise<CommandOutcome> => {
  const exchange = await requestWithRetries(
    {
      method: toMethod(options),
      url: `${url}${key.path}${options.dryRun === true ? "?dry_run=true" : ""}`,
      headers: {
        Authorization: authorization.reveal(),
        Accept: "application/json",
        ...(payload !== undefined && { "Content-Type": payload.format.contentType }),
      },
      body: payload?.body,
    },
    http,
    retries,
  );
  if (exchange.kind === "unreachable") {
    return failed(
      `${new URL(url).host} gave no answer (${exchange.reason}); start the local system with \`pushgateway-proxy start\`, or check --url`,
    );
  }
  const answer = readAnswer(exchange.answer);
  return answer.ok ? answered(describeAcceptance(answer.value, key), answer.value) : refused(answer.error);
};

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

const refused = (problem: ReportedProblem): CommandOutcome => {
  const { code, detail, advice, issues, total } = problem;
  const lines = [
    `not pushed: ${code}: ${detail}`,
    ...issues.map((issue) => `  ${printPlace(issue.location)}${issue.code}: ${issue.detail}`),
    ...(total > issues.length ? [`  and ${total - issues.length} more`] : []),
    ...(advice === "" ? [] : [`fix: ${advice}`]),
  ];
  return { status: 1, text: lines.join("\n"), json: { error: problem }, stream: "stderr" };
};
