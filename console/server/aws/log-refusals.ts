import { findAdvice } from "../../../infra/local/answered-problem.ts";
import { findIssue } from "../../../lambda/issue-catalogue.ts";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import { GATEWAY_RESPONSES, type GatewayResponseType } from "../../../lambda/respond/gateway-responses.ts";
import type { Refusal } from "../refusal-log.ts";
import type { LogRow } from "./log-reader.ts";
import type { TimedRow } from "./log-window.ts";

export interface TimedRefusal {
  readonly atMs: number;
  readonly refusal: Refusal;
}

/**
 * Refused requests, sorted by time, from the two lines that a request can have: the push function knows the reason, the
 * API the path. Either may be missing. A client can choose the id of a request, so several requests can have the same one.
 */
export const joinRefusals = (
  pushes: readonly TimedRow[],
  requests: readonly TimedRow[],
): readonly TimedRefusal[] => {
  const unjoined = Map.groupBy(requests, idOf);
  const joined = pushes.map((push) => ({
    atMs: push.atMs,
    push: push.row,
    request: unjoined.get(idOf(push))?.shift()?.row,
  }));
  const others = [...unjoined.values()]
    .flat()
    .map(({ atMs, row }) => ({ atMs, push: undefined, request: row }));
  return [...joined, ...others]
    .map(({ atMs, push, request }) => ({ atMs, refusal: toRefusal(push ?? {}, request ?? {}) }))
    .sort((a, b) => a.atMs - b.atMs);
};

const idOf = ({ row }: TimedRow): string => row["requestId"] ?? "";

const toRefusal = (push: LogRow, request: LogRow): Refusal => {
  const status = Number(request["status"] ?? 0);
  const problem = push["outcome"] ?? toProblem(request["responseType"], status);
  const known = isProblem(problem) ? CATALOGUE[problem] : undefined;
  const issue = push["issue"] === undefined ? undefined : parseIssue(push["issue"]);
  return {
    client: toClient(push["client"]) ?? toClient(request["client"]),
    status: status === 0 ? (known?.status ?? 0) : status,
    problem,
    method: push["method"] ?? request["method"] ?? "",
    path: request["path"] ?? "",
    detail: known === undefined ? "the log does not say why" : known.title,
    issue,
    issues: Number(push["issues"] ?? 0),
    fix: findAdvice({ code: problem, errors: issue === undefined ? [] : [issue] }),
  };
};

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(CATALOGUE, code);

/** `-` and `unknown` stand for no client. */
const toClient = (client: string | undefined): string | undefined =>
  client === "-" || client === "unknown" ? undefined : client;

/** Requests that the API answers itself. */
const toProblem = (responseType = "", status: number): string => {
  if (Object.hasOwn(GATEWAY_RESPONSES, responseType)) {
    const { template } = GATEWAY_RESPONSES[responseType as GatewayResponseType];
    return (JSON.parse(template) as { readonly code: string }).code;
  }
  return status === CATALOGUE["method-not-allowed"].status ? "method-not-allowed" : "";
};

/** In the form of an audit record: `code:line:column`, `code:pointer` or `code`. */
const parseIssue = (text: string): NonNullable<Refusal["issue"]> => {
  const [, code = "", place = ""] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  const [, line, column] = /^(\d+):(\d+)$/.exec(place) ?? [];
  return {
    code,
    // The function logs no text of a payload.
    detail: findIssue(code)?.cause ?? code,
    line: line === undefined ? undefined : Number(line),
    column: column === undefined ? undefined : Number(column),
    pointer: line === undefined && place !== "" ? place : undefined,
  };
};
