import type { Socket } from "node:net";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import { PROBLEM_JSON, toBareProblem } from "../../../lambda/respond/problem.ts";
import type { Answer } from "./answer.ts";
import { closeAfterClient } from "./linger.ts";

/**
 * Requests that never become an event. API Gateway answers them itself, with a problem if it has a gateway response for
 * it. Its other answers are not documented; here they are plain HTTP errors.
 */
const BROKEN = {
  malformed: {
    code: "request-malformed",
    detail: "the request is not well-formed HTTP/1.1; send it with an HTTP library or curl",
  },
  tls: {
    code: "request-malformed",
    detail:
      "the client began TLS, but this address expects plain HTTP; use http:// instead of https:// in the URL",
  },
  http2: {
    code: "request-malformed",
    detail: "the client began HTTP/2, as gRPC does, but this address expects HTTP/1.1",
  },
  "request-line": {
    code: "request-malformed",
    detail:
      "the request line is not a method, a path and HTTP/1.1; in the path, percent-encode blanks (%20) and characters outside ASCII",
  },
  method: {
    code: "request-malformed",
    detail: "the request does not start with an HTTP method in capitals, such as PUT",
  },
  // DEFAULT_4XX on AWS. Its template is the same for every cause.
  "path-too-long": {
    code: "path-too-long",
    detail: "the path is too long for the gateway; use fewer or shorter grouping labels",
  },
  "head-too-large": {
    status: 431,
    detail: "request line and header together may have 10,240 bytes; send fewer or shorter headers",
  },
  slow: { status: 408, detail: "the request did not arrive in time; send all of it without pauses" },
} as const satisfies Record<string, BrokenAnswer>;

type BrokenAnswer =
  | { readonly code: ProblemCode; readonly detail: string }
  | { readonly status: number; readonly detail: string };

export type BrokenRequest = keyof typeof BROKEN;

export const toBrokenAnswer = (kind: BrokenRequest, requestId: string): Answer => {
  const broken: BrokenAnswer = BROKEN[kind];
  return "code" in broken
    ? {
        statusCode: CATALOGUE[broken.code].status,
        headerLines: ["Content-Type", PROBLEM_JSON],
        body: JSON.stringify(toBareProblem(broken.code, broken.detail, requestId)),
      }
    : {
        statusCode: broken.status,
        headerLines: ["Content-Type", "text/plain; charset=utf-8"],
        body: `${broken.detail}\n`,
      };
};

/** The error of node:http (`clientError`) for a request that it cannot read. */
export interface ParseError extends NodeJS.ErrnoException {
  /** The bytes that it could not read. */
  readonly rawPacket?: Buffer;
}

export const classifyParseError = ({ code, rawPacket }: ParseError): BrokenRequest => {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return "head-too-large";
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return "slow";
    case "HPE_INVALID_URL":
    case "HPE_INVALID_CONSTANT":
      return "request-line";
    case "HPE_INVALID_METHOD":
      return isTlsHello(rawPacket) ? "tls" : "method";
    case "HPE_PAUSED_H2_UPGRADE":
      return "http2";
    default:
      return "malformed";
  }
};

/** A TLS record of type handshake (22). Its major version is 3 in every version of TLS (RFC 8446 section 5.1). */
const isTlsHello = (packet: Buffer | undefined): boolean => packet?.[0] === 22 && packet[1] === 3;

/** Answers a request that has no response object from node:http. Then the connection ends. Returns the answer. */
export const writeRawAnswer = (socket: Socket, kind: BrokenRequest, requestId: string): Answer => {
  const answer = toBrokenAnswer(kind, requestId);
  const { statusCode, headerLines, body } = answer;
  socket.write(
    `HTTP/1.1 ${statusCode} ${REASONS[kind]}\r\n${headerLines[0]}: ${headerLines[1]}\r\n` +
      `x-amzn-RequestId: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  closeAfterClient(socket);
  return answer;
};

const REASONS: Readonly<Record<BrokenRequest, string>> = {
  malformed: "Bad Request",
  tls: "Bad Request",
  http2: "Bad Request",
  "request-line": "Bad Request",
  method: "Bad Request",
  "head-too-large": "Request Header Fields Too Large",
  "path-too-long": "URI Too Long",
  slow: "Request Timeout",
};
