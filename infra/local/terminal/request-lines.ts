import { readJson, toRecord } from "../../../lambda/model/fields.ts";
import { printPlace } from "../../../lambda/model/issue.ts";
import { count, escapeUnprintable } from "../../../lambda/model/printable.ts";
import type { ProblemError } from "../../../lambda/respond/problem.ts";
import { findAdvice, readProblem } from "../answered-problem.ts";
import { bareRequestPath, parseRequestedKey, type ServedRequest } from "../served-request.ts";

/**
 * The terminal's lines for a request: one for an accepted push or DELETE, two for a refusal (what and where, then the
 * fix), none for a read. Control characters from clients are escaped.
 */
export const toRequestLines = (request: ServedRequest): readonly string[] => {
  if (request.answer.statusCode >= 400) {
    return toRefusalLines(request);
  }
  return request.method === "GET" ? [] : [toPushLine(request)];
};

const toPushLine = (request: ServedRequest): string => {
  const { method, tookMs } = request;
  const outcome = describeOutcome(toRecord(readJson(String(request.answer.body))) as Summary);
  return escapeUnprintable(
    `✓ ${method} ${describeGroup(request)}${outcome === "" ? "" : ` ${outcome}`} ${tookMs.toFixed(1)} ms`,
  );
};

/** In Prometheus' form of label sets, starting with the job. */
const describeGroup = (request: ServedRequest): string => {
  const key = parseRequestedKey(request);
  if (key === undefined) {
    return cut(bareRequestPath(request), 100);
  }
  const { job, labels } = key;
  const set = labels.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(", ");
  return cut(set === "" ? job : `${job}{${set}}`, 100);
};

interface Summary {
  readonly status?: string;
  readonly series?: number;
  readonly warnings?: readonly unknown[];
}

const describeOutcome = ({ status, series = 0, warnings = [] }: Summary): string => {
  const amount = `${series} series`;
  const noted = warnings.length === 0 ? "" : `, ${count(warnings.length, "warning")}`;
  switch (status) {
    case "pushed":
      return `${amount}${noted}`;
    case "stored":
      return `${amount}${noted}, stored until the Pushgateway answers`;
    case "valid":
      return `${amount}${noted}, dry run`;
    default:
      return "";
  }
};

const toRefusalLines = (request: ServedRequest): readonly string[] => {
  const { method, hint, answer } = request;
  const problem = readProblem(answer);
  const { code, detail, total, errors } = problem;
  const what =
    code === ""
      ? cut(detail, 300)
      : describeProblem(code, hint === undefined ? detail : "", errors[0], total);
  const asked =
    method === "" ? "unreadable request" : `${method} ${describeGroup(request)}${describeClient(request)}`;
  const line = `✗ ${asked} ${answer.statusCode} ${what}`;
  const fix = hint ?? findAdvice(problem);
  return [escapeUnprintable(line), ...(fix === undefined ? [] : [escapeUnprintable(`fix: ${fix}`)])];
};

/** A request for an unknown path or method is refused before its credential is checked, so its client is not known. */
const describeClient = ({ principalId, answer }: ServedRequest): string => {
  if (principalId !== undefined) {
    return ` (${principalId})`;
  }
  return answer.statusCode === 401 ? " (unknown client)" : "";
};

const describeProblem = (
  code: string,
  detail: string,
  first: ProblemError | undefined,
  total: number,
): string => {
  if (first === undefined) {
    return detail === "" ? code : `${code}: ${detail}`;
  }
  const more = total > 1 ? ` (and ${total - 1} more)` : "";
  return `${code}: ${printPlace(first)}${first.code}: ${first.detail}${more}`;
};

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
