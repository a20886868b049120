import type { Socket } from "node:net";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import { PROBLEM_JSON, toBareProblem } from "../../../lambda/respond/problem.ts";
import type { Answer } from "./answer.ts";

/**
 * What is no HTTP, or too long for a method ARN, never becomes an event: API Gateway's front end answers it, in words of its own that are not documented.
 * Here such requests get a problem like every other.
 */
const BROKEN = {
  malformed: ["request-malformed", "the request is not well-formed HTTP/1.1"],
  "head-too-large": [
    "header-too-large",
    "request line and header together may have 10,240 bytes; send fewer or shorter headers",
  ],
  // DEFAULT_4XX on AWS, whose one template cannot tell what it stands for.
  "path-too-long": [
    "path-too-long",
    "the path is too long for the gateway; use fewer or shorter grouping labels",
  ],
  slow: ["request-timeout", "the request did not arrive in time; send it whole and at once"],
} as const satisfies Record<string, readonly [ProblemCode, string]>;

export type BrokenRequest = keyof typeof BROKEN;

export const toBrokenAnswer = (kind: BrokenRequest, requestId: string): Answer => {
  const [code, detail] = BROKEN[kind];
  return {
    statusCode: CATALOGUE[code].status,
    headerLines: ["Content-Type", PROBLEM_JSON],
    body: JSON.stringify(toBareProblem(code, detail, requestId)),
  };
};

/** What node:http calls it (`clientError`). */
export const classifyParseError = (code: string | undefined): BrokenRequest => {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return "head-too-large";
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return "slow";
    default:
      return "malformed";
  }
};

/** For a request that node:http never gave us a response object for. The connection ends with it. */
export const writeRawAnswer = (socket: Socket, kind: BrokenRequest, requestId: string): void => {
  const { statusCode, headerLines, body } = toBrokenAnswer(kind, requestId);
  socket.end(
    `HTTP/1.1 ${statusCode} ${REASONS[kind]}\r\n${headerLines[0]}: ${headerLines[1]}\r\n` +
      `x-amzn-RequestId: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
};

const REASONS: Readonly<Record<BrokenRequest, string>> = {
  malformed: "Bad Request",
  "head-too-large": "Request Header Fields Too Large",
  "path-too-long": "URI Too Long",
  slow: "Request Timeout",
};
