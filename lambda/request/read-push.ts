import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Client } from "../model/client.ts";
import type { GroupingKey } from "../model/grouping-key.ts";
import type { ContentEncoding, ExpositionFormat, Method, PushRequest } from "../model/push-request.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import type { ReadPush } from "../model/stages.ts";
import { parseContentEncoding } from "./content-encoding.ts";
import { findHeader } from "./headers.ts";
import { parseGroupingKey } from "./parse-grouping-key.ts";
import { parsePayloadFormat } from "./payload-format.ts";
import { parseDryRun, type Query } from "./query.ts";

const EMPTY = new Uint8Array(0);

/**
 * Understands path, query and headers of a push; the body stays as it was sent. Refuses with `path-invalid`,
 * `path-too-long`, `method-not-allowed`, `query-invalid`, `content-type-unsupported`, `content-encoding-unsupported`
 * and `body-too-large`.
 */
export const readPush = (event: APIGatewayProxyEvent, client: Client): Result<ReadPush, Refusal> => {
  const method = parseMethod(event.httpMethod);
  if (!method.ok) return method;
  const key = parseGroupingKey(event.path);
  if (!key.ok) return key;
  const dryRun = parseDryRun(event.multiValueQueryStringParameters as Query);
  if (!dryRun.ok) return dryRun;
  if (dryRun.value && method.value === "DELETE") {
    return refuse("query-invalid", "dry_run goes with PUT and POST; a DELETE has nothing to check");
  }
  const head = { method: method.value, key: key.value, isDryRun: dryRun.value };
  const request =
    head.method === "DELETE" ? ok(withoutBody(head)) : withBody(head, event, client.limits.bodyBytes);
  return request.ok ? ok({ client, request: request.value } as ReadPush) : request;
};

interface RequestHead {
  readonly method: Method;
  readonly key: GroupingKey;
  readonly isDryRun: boolean;
}

/** A body of a DELETE means nothing, and neither do the headers about it, which client_python sends all the same. */
const withoutBody = (head: RequestHead): PushRequest => ({
  ...head,
  format: "text",
  encoding: "identity",
  body: EMPTY,
});

const withBody = (
  head: RequestHead,
  event: APIGatewayProxyEvent,
  maxBytes: number,
): Result<PushRequest, Refusal> => {
  const format: Result<ExpositionFormat, Refusal> = parsePayloadFormat(findHeader(event, "content-type"));
  if (!format.ok) return format;
  const encoding: Result<ContentEncoding, Refusal> = parseContentEncoding(
    findHeader(event, "content-encoding"),
  );
  if (!encoding.ok) return encoding;
  const body = toBytes(event);
  return body.length > maxBytes
    ? refuse(
        "body-too-large",
        `the body has ${body.length} bytes and may have ${maxBytes}; push less at a time`,
      )
    : ok({ ...head, format: format.value, encoding: encoding.value, body });
};

const toBytes = ({ body, isBase64Encoded }: APIGatewayProxyEvent): Uint8Array => {
  if (body === null) return EMPTY;
  return isBase64Encoded ? Buffer.from(body, "base64") : Buffer.from(body);
};

const parseMethod = (method: string): Result<Method, Refusal> => {
  switch (method) {
    case "PUT":
    case "POST":
    case "DELETE":
      return ok(method);
    default:
      return refuse("method-not-allowed", "this path takes PUT, POST and DELETE");
  }
};
