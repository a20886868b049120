import { escapeUnprintable } from "../../lambda/model/printable.ts";
import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/**
 * One readable line about a request that was refused, for the terminal of the operator of the local system; undefined for one
 * that was not. Method, path, client, status, code, and the first issue of a payload with its place, or else what the
 * operator may know of the refusal (`hint`) and its client need not.
 */
export const writeRefusalLine = (request: AnsweredRequest, hint?: string): string | undefined => {
  const { statusCode, body } = request.answer;
  if (statusCode < 400) {
    return undefined;
  }
  const what = describeProblem(String(body), hint);
  // Without its query, where people put credentials that are ignored.
  const path = request.path.split("?", 1)[0] ?? "";
  const line = `${request.method} ${cut(path, 100)}${describeClient(request)} ${statusCode} ${what}`;
  // A request must not be able to move the cursor of a terminal.
  return escapeUnprintable(line);
};

/** Whoever asks for an unknown path or method is not asked for a credential: there is nobody to name. */
const describeClient = ({ principalId, answer }: AnsweredRequest): string => {
  if (principalId !== undefined) {
    return ` (${principalId})`;
  }
  return answer.statusCode === 401 ? " (unknown client)" : "";
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

const describeProblem = (body: string, hint: string | undefined): string => {
  const problem = parseProblem(body);
  if (problem === undefined) {
    return cut(describeText(body), 300);
  }
  const { code, detail, total = 0, errors: [first] = [] } = problem;
  if (first === undefined) {
    return `${code}: ${hint ?? detail}`;
  }
  const more = total > 1 ? ` (and ${total - 1} more)` : "";
  return `${code}: ${toPlace(first)}${first.code}: ${first.detail}${more}`;
};

const parseProblem = (body: string): Problem | undefined => {
  try {
    return JSON.parse(body) as Problem;
  } catch {
    return undefined;
  }
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

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
