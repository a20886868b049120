import type { Budget } from "../ci/budgets/budget.ts";
import { parseBudgets } from "../ci/budgets/parse-budgets.ts";
import type { CiRun } from "../ci/ci-run.ts";
import type { CollectRequest } from "../ci/collect.ts";
import { FORMATS } from "../lambda/decode/formats.ts";
import type { Format } from "../lambda/model/format.ts";
import type { GroupingKey } from "../lambda/model/grouping-key.ts";
import type { Method } from "../lambda/model/push-request.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { Secret } from "../lambda/model/secret.ts";
import { checkScope, parseCollect, toKeyLines } from "./collect-input.ts";
import { type BaseGroup, findBaseGroup, parseCompare } from "./compare-input.ts";
import {
  type CredentialInput,
  type HistorySource,
  type MetricsInput,
  oneOf,
  parseCredentialInput,
  parseHistory,
  parseMetrics,
  parseSwitch,
  parseTimeout,
  parseUrl,
} from "./input-parsers.ts";
import { parseKeyInputs } from "./labels-input.ts";
import type { Environment } from "./ports.ts";
import { fail, type ReportedProblem } from "./reported-problem.ts";

/** The parsed inputs of action.yml. */
export interface Inputs {
  /** Without a final slash. */
  readonly url: string;
  readonly key: GroupingKey;
  readonly method: Method;
  /** Undefined for DELETE, which has none, and if all metrics are collected. */
  readonly metrics: MetricsInput | undefined;
  /** Undefined when nothing is collected. */
  readonly collect: CollectRequest | undefined;
  readonly format: Format;
  readonly isDryRun: boolean;
  readonly credential: CredentialInput;
  readonly timeoutMs: number;
  /** Undefined when nothing is compared. */
  readonly base: BaseGroup | undefined;
  readonly budgets: readonly Budget[];
  /** Undefined when there are no charts. */
  readonly history: HistorySource | undefined;
  /** Whether the pull request gets a comment. */
  readonly hasComment: boolean;
  /** The job's token for GitHub's API. */
  readonly token: Secret;
}

const METHODS = ["PUT", "POST", "DELETE"] as const satisfies readonly Method[];

/** Parses all inputs except `fail-on-error`. The problem lists every issue, not only the first. */
export const parseInputs = (env: Environment, run: CiRun): Result<Inputs, ReportedProblem> => {
  const read = (name: string): string => readInput(env, name).trim();
  const method = oneOf("method", read("method").toUpperCase(), METHODS);
  const collect = parseCollect(read("collect"), read("junit"), read("sizes"), read("labels"));
  const request = collect.ok ? collect.value : undefined;
  const key = parseKeyInputs(read("job"), toKeyLines(read("labels"), request, run));
  const inputs = allOk<Inputs>({
    url: parseUrl(read("url")),
    key,
    method,
    // Not trimmed: lines are counted.
    metrics: parseMetrics(readInput(env, "metrics"), read("file"), method, request),
    collect: collect.ok ? checkScope(request, key) : collect,
    format: parseFormat(read("format"), request),
    isDryRun: parseSwitch("dry-run", read("dry-run")),
    credential: parseCredentialInput(read("credential"), read("audience")),
    timeoutMs: parseTimeout(read("timeout-seconds")),
    base: parseBase(read("compare"), key, env),
    // Not trimmed: lines are counted.
    budgets: joinIssues(parseBudgets(readInput(env, "budgets"))),
    history: parseHistory(read("history-url"), read("history-credential")),
    hasComment: parseSwitch("comment", read("comment")),
    token: ok(new Secret(read("token"))),
  });
  if (inputs.ok) {
    return ok(inputs.value);
  }
  return fail("input-invalid", inputs.error.join("\n"), "correct the inputs of the step under with:");
};

type Parts<Whole> = { readonly [Name in keyof Whole]: Result<Whole[Name], string> };

/** The whole if every part is valid; else the issues of all parts, not only the first. */
const allOk = <Whole extends object>(parts: Parts<Whole>): Result<Whole, readonly string[]> => {
  const entries = Object.entries<Result<unknown, string>>(parts);
  const issues = entries.flatMap(([, part]) => (part.ok ? [] : [part.error]));
  if (issues.length > 0) {
    return err(issues);
  }
  return ok(Object.fromEntries(entries.map(([name, part]) => [name, part.ok && part.value])) as Whole);
};

const parseBase = (
  text: string,
  key: Result<GroupingKey, string>,
  env: Environment,
): Result<BaseGroup | undefined, string> => {
  const compare = parseCompare(text);
  if (!compare.ok) {
    return compare;
  }
  return key.ok ? findBaseGroup(compare.value, key.value, env) : ok(undefined);
};

const joinIssues = <Value>(result: Result<Value, readonly string[]>): Result<Value, string> =>
  result.ok ? result : err(result.error.join("\n"));

const parseFormat = (text: string, collect: CollectRequest | undefined): Result<Format, string> => {
  const ids = FORMATS.map(({ id }) => id);
  const id = oneOf("format", text, ids);
  if (collect !== undefined && id.ok && id.value !== "text") {
    return err("format is not text: collected metrics can be added only to the format text");
  }
  return id.ok ? ok(FORMATS[ids.indexOf(id.value)]!) : id;
};

/** An input as the runner passes it to a JavaScript action (`INPUT_<NAME>`); empty if there is none. */
export const readInput = (env: Environment, name: string): string => env[`INPUT_${name.toUpperCase()}`] ?? "";
