import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Format } from "../model/format.ts";
import type { Method, PushRequest } from "../model/push-request.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { parseContentEncoding } from "./content-encoding.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { findHeader } from "./headers.ts";
import { parseGroupingKey } from "./parse-grouping-key.ts";
import { parsePayloadFormat } from "./payload-format.ts";
import { parseDryRun, type Query } from "./query.ts";

const EMPTY = new Uint8Array(0);

/**
 * Stage `request`: parses path, query and headers of a push; the body stays unchanged. Refuses with `path-invalid`,
 * `path-too-long`, `method-not-allowed`, `cross-site-request`, `query-invalid`, `content-type-unsupported`, `content-encoding-unsupported`
 * and `body-too-large`.
 */
export const readPush = (
  event: APIGatewayProxyEvent,
  maxBytes: number,
  formats: readonly Format[],
): Result<PushRequest, Refusal> => {
  const method = parseMethod(event.httpMethod);
  if (!method.ok) {
    return method;
  }
  const crossSite = refuseCrossSite(event);
  if (!crossSite.ok) {
    return crossSite;
  }
  const key = parseGroupingKey(event.path);
  if (!key.ok) {
    return key;
  }
  const dryRun = parseDryRun(event.multiValueQueryStringParameters as Query);
  if (!dryRun.ok) {
    return dryRun;
  }
  if (dryRun.value && method.value === "DELETE") {
    return refuse("query-invalid", "dry_run is for PUT and POST; a DELETE has nothing to check");
  }
  const payload = readPayload(method.value === "DELETE" ? NO_PAYLOAD : event, maxBytes, formats);
  return payload.ok
    ? ok({ method: method.value, key: key.value, isDryRun: dryRun.value, ...payload.value })
    : payload;
};

/** A DELETE has no payload. client_python sends a payload's headers anyway, and they are ignored. */
const NO_PAYLOAD: PayloadEvent = { multiValueHeaders: {}, body: null, isBase64Encoded: false };

type PayloadEvent = Pick<APIGatewayProxyEvent, "multiValueHeaders" | "body" | "isBase64Encoded">;

const readPayload = (
  event: PayloadEvent,
  maxBytes: number,
  formats: readonly Format[],
): Result<Pick<PushRequest, "format" | "encoding" | "body">, Refusal> => {
  const format = parsePayloadFormat(findHeader(event, "content-type") ?? "", formats);
  if (!format.ok) {
    return format;
  }
  const encoding = parseContentEncoding(findHeader(event, "content-encoding"));
  if (!encoding.ok) {
    return encoding;
  }
  const body = toBytes(event);
  return body.length > maxBytes
    ? refuse(
        "body-too-large",
        `the body has ${body.length} bytes and may have ${maxBytes}; push less at a time`,
      )
    : ok({ format: format.value, encoding: encoding.value, body });
};

const toBytes = ({ body, isBase64Encoded }: PayloadEvent): Uint8Array => {
  if (body === null) {
    return EMPTY;
  }
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
