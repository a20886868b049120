import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { count, escapeUnprintable } from "../model/printable.ts";
import type { PushStatus } from "../model/push-trace.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Exposition } from "../model/stages.ts";
import { findHeader } from "../request/headers.ts";
import { chooseResponseFormat, type ResponseFormat } from "./accept.ts";
import { PROBLEM_JSON, type Problem, type ProblemError, toProblem, toProblemError } from "./problem.ts";
import { RETRY_AFTER_SECONDS, toRefusalHeaders } from "./refusal-headers.ts";

/** A push that was not refused. */
export interface DonePush {
  readonly status: PushStatus;
  /** Undefined for a DELETE, because the series of the group were not counted. */
  readonly exposition: Pick<Exposition, "families" | "series" | "warnings"> | undefined;
}

/** The form of the answer. */
export interface ResponseContext {
  readonly requestId: string;
  readonly format: ResponseFormat;
}

export const toResponseContext = (event: APIGatewayProxyEvent): ResponseContext => ({
  requestId: event.requestContext.requestId,
  format: chooseResponseFormat(findHeader(event, "accept")),
});

const MAX_WARNINGS = 20;

/**
 * The answer to a push that was not refused: 200 for a push and a dry run, 202 for a push that is only stored. Also 202
 * for a DELETE, because the Go client accepts nothing else.
 */
export const respondDone = (push: DonePush, context: ResponseContext): APIGatewayProxyResult => {
  const statusCode = push.status === "deleted" || push.status === "stored" ? 202 : 200;
  return context.format === "text"
    ? respond(statusCode, "text/plain; charset=utf-8", summaryLines(push, context.requestId))
    : respond(statusCode, "application/json", toJson(toSummaryBody(push, context.requestId)));
};

/** The refusal as `application/problem+json`, or as text with one line for each issue. */
export const respondRefusal = (refusal: Refusal, context: ResponseContext): APIGatewayProxyResult => {
  const problem = toProblem(refusal, context.requestId);
  return context.format === "text"
    ? respond(problem.status, "text/plain; charset=utf-8", problemLines(problem), toRefusalHeaders(refusal))
    : respond(problem.status, PROBLEM_JSON, toJson(problem), toRefusalHeaders(refusal));
};

/** 200 if the Pushgateway is ready, otherwise 503. */
export const respondReady = (isReady: boolean, context: ResponseContext): APIGatewayProxyResult => {
  if (isReady) {
    return respond(200, "text/plain; charset=utf-8", "ready\n");
  }
  const refused = refuse("pushgateway-unavailable", "the Pushgateway does not answer; try again", {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
  return respondRefusal(refused.error, context);
};

const respond = (
  statusCode: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult => ({
  statusCode,
  headers: {
    "Content-Type": contentType,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...headers,
  },
  body,
  isBase64Encoded: false,
});

const toSummaryBody = ({ status, exposition }: DonePush, requestId: string): object => {
  if (exposition === undefined) {
    return { status, requestId, warnings: [] };
  }
  const { families, series, warnings } = exposition;
  return {
    status,
    families: families.length,
    series,
    requestId,
    warnings: warnings.slice(0, MAX_WARNINGS).map(toProblemError),
    ...(warnings.length > MAX_WARNINGS && { totalWarnings: warnings.length }),
  };
};

const summaryLines = ({ status, exposition }: DonePush, requestId: string): string => {
  if (exposition === undefined) {
    return `${status} (request ${requestId})\n`;
  }
  const { families, series, warnings } = exposition;
  const head = `${status}: ${count(families.length, "family", "families")}, ${series} series (request ${requestId})`;
  const shown = warnings
    .slice(0, MAX_WARNINGS)
    .map((warning) => `warning: ${toLine(toProblemError(warning))}`);
  return toLines([head, ...shown, ...more(warnings.length - shown.length)]);
};

/** The first line is the detail. If issues follow, it is the title, because the detail is that of the first issue. */
const problemLines = ({ code, title, detail, errors = [], total = 0 }: Problem): string => {
  const head = errors.length > 0 ? title.charAt(0).toLowerCase() + title.slice(1) : detail;
  return toLines([`${code}: ${head}`, ...errors.map(toLine), ...more(total - errors.length)]);
};

/**
 * Escapes names from a payload, so that they cannot control the terminal that shows the answer, or add a line to it.
 */
const toLines = (lines: readonly string[]): string => `${lines.map(escapeUnprintable).join("\n")}\n`;

const toJson = (body: object): string => escapeUnprintable(JSON.stringify(body));

const toLine = ({ line, column, pointer, code, detail }: ProblemError): string => {
  const place = line === undefined ? pointer : `line ${line}, column ${column}`;
  return place === undefined ? `${code}: ${detail}` : `${place}: ${code}: ${detail}`;
};

const more = (rest: number): readonly string[] => (rest > 0 ? [`and ${rest} more`] : []);
