import { Readable } from "node:stream";
import middy from "@middy/core";
import { executionModeStreamifyResponse } from "@middy/core/StreamifyResponse";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { PageHandler, PageResponse } from "../../handlers/page.ts";

/** The largest compressed page, and the time for it. */
export interface TransferLimits {
  readonly gzipBytes: number;
  readonly timeoutMs: number;
}

/**
 * Response streaming: Lambda sends up to 200 MB, API Gateway waits up to 15 minutes (AWS Lambda developer guide, "Response
 * streaming"; API Gateway developer guide, "Stream the integration response").
 */
export const STREAM_LIMITS: TransferLimits = { gzipBytes: 190 * 1024 * 1024, timeoutMs: 50_000 };

/** An answer as JSON with its body as base64 has at most 6 MB (AWS Lambda developer guide, "Lambda quotas"), within 29 s. */
export const BUFFERED_LIMITS: TransferLimits = { gzipBytes: 4_500_000, timeoutMs: 27_000 };

/** A Lambda proxy integration whose answer is one JSON document. */
export const bufferPage = (answer: PageHandler) =>
  middy<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(async (event) =>
    toProxyResult(await answer(event)),
  );

const toProxyResult = ({ statusCode, headers, body }: PageResponse): APIGatewayProxyResult => ({
  statusCode,
  headers: { ...headers },
  body: typeof body === "string" ? body : Buffer.from(body).toString("base64"),
  isBase64Encoded: typeof body !== "string",
});

/**
 * A Lambda proxy integration with `ResponseTransferMode: STREAM`. The page is complete before its first byte is sent. Needs
 * the global `awslambda` of Lambda. The gateway may call it once more with an event that is not a request.
 */
export const streamPage = (answer: PageHandler) =>
  middy<APIGatewayProxyEvent, StreamedResult>({ executionMode: executionModeStreamifyResponse }).handler(
    async (event) => (isRequest(event) ? toStreamedResult(await answer(event)) : ""),
  );

type StreamedResult =
  | ""
  | { readonly statusCode: number; readonly headers: object; readonly body: string | Readable };

const isRequest = (event: Partial<APIGatewayProxyEvent>): boolean => event.requestContext !== undefined;

const toStreamedResult = ({ statusCode, headers, body }: PageResponse): StreamedResult => ({
  statusCode,
  headers,
  body: typeof body === "string" ? body : Readable.from([body], { objectMode: false }),
});
