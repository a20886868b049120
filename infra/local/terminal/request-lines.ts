import { findIssue } from "../../../lambda/issue-catalogue.ts";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import { escapeUnprintable } from "../../../lambda/model/printable.ts";
import { parseGroupingKey } from "../../../lambda/request/parse-grouping-key.ts";
import type { ServedRequest } from "../served-request.ts";

/**
 * What the terminal shows of a request: a line for a push or a DELETE that was taken, two for a refusal (what and where, then
 * how to fix it), none for what was only read. Nothing that a client has sent can steer the terminal.
 */
export const toRequestLines = (request: ServedRequest): readonly string[] => {
  if (request.answer.statusCode >= 400) {
    return toRefusalLines(request);
  }
  return request.method === "GET" ? [] : [toTakenLine(request)];
};

const toTakenLine = (request: ServedRequest): string => {
  const { method, tookMs } = request;
  const outcome = describeOutcome(parseBody(request));
  return escapeUnprintable(
    `✓ ${method} ${describeGroup(request)}${outcome === "" ? "" : ` ${outcome}`} ${tookMs.toFixed(1)} ms`,
  );
};

/** As Prometheus writes label sets, with the job in front. */
const describeGroup = ({ path, stage }: ServedRequest): string => {
  // Without its query, where people put credentials that are ignored.
  const [bare = ""] = path.split("?", 1);
  const key = parseGroupingKey(bare.replace(new RegExp(`^/${stage}(?=/)`), "").replace(/^\/\//, "/"));
  if (!key.ok || !/^\/*([^/]+\/)?metrics\//.test(bare)) {
    return cut(bare, 100);
  }
  const { job, labels } = key.value;
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
  const noted =
    warnings.length === 0 ? "" : `, ${warnings.length} warning${warnings.length === 1 ? "" : "s"}`;
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

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly total?: number;
  readonly errors?: readonly ProblemError[];
}

interface ProblemError {
  readonly code: string;
  readonly line?: number;
  readonly column?: number;
  readonly pointer?: string;
  readonly detail: string;
}

const toRefusalLines = (request: ServedRequest): readonly string[] => {
  const { method, hint, answer } = request;
  const problem = parseBody<Problem>(request);
  const { code = "", detail = "", total = 0, errors: [first] = [] } = problem;
  const what =
    code === ""
      ? cut(describeText(String(answer.body)), 300)
      : describeProblem(code, hint === undefined ? detail : "", first, total);
  const line = `✗ ${method} ${describeGroup(request)}${describeClient(request)} ${answer.statusCode} ${what}`;
  const fix = hint ?? adviseOn(code, first);
  return [escapeUnprintable(line), ...(fix === "" ? [] : [escapeUnprintable(`fix: ${fix}`)])];
};

/** A request for an unknown path or method is refused before a credential is asked for: there is nobody to name. */
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
  return `${code}: ${toPlace(first)}${first.code}: ${first.detail}${more}`;
};

/** The client asked for plain text: the code with how many issues there are, and then a line for each. */
const describeText = (body: string): string => {
  const [head = "", first = ""] = body.split("\n", 2);
  return first === "" ? head : `${head.split(":", 1)[0]}: ${first}`;
};

const toPlace = ({ line, column, pointer }: ProblemError): string => {
  if (line !== undefined) {
    return `${line}:${column} `;
  }
  return pointer === undefined ? "" : `${pointer} `;
};

const adviseOn = (code: string, first: ProblemError | undefined): string => {
  const fix = first === undefined ? undefined : findIssue(first.code)?.fix;
  return fix ?? (Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as ProblemCode].advice : "");
};

const parseBody = <Body extends object>({ answer }: ServedRequest): Partial<Body> => {
  try {
    return JSON.parse(String(answer.body)) as Body;
  } catch {
    return {};
  }
};

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
