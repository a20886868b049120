import { isRecord } from "../../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../../lambda/model/result.ts";
import type { Answer } from "./answer.ts";

const FIELDS = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/**
 * Checks and converts the answer of a function to a Lambda proxy integration. LocalStack's snapshots recorded on AWS
 * (test_apigateway_lambda, test_aws_proxy_response_payload_format_validation): no field is required; an unknown field, a
 * status that is not a number and a multi-value header that is not a list are malformed; header values may be booleans, a
 * header in both maps has the values of both.
 */
export const parseProxyResult = (result: unknown): Result<Answer, string> => {
  if (!isRecord(result)) {
    return err("the function answered no object");
  }
  const unknownField = Object.keys(result).find((name) => !FIELDS.has(name));
  if (unknownField !== undefined) {
    return err(`the function's answer has an unknown field ${unknownField}`);
  }
  const statusCode = Number(result["statusCode"] ?? 200);
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    return err("statusCode is not an HTTP status");
  }
  const headerLines = toHeaderLines(result["headers"], result["multiValueHeaders"]);
  if (!headerLines.ok) {
    return headerLines;
  }
  const { body = "" } = result;
  if (typeof body !== "string" && body !== null) {
    return err("body is no string");
  }
  return ok({
    statusCode,
    headerLines: headerLines.value,
    body: result["isBase64Encoded"] === true ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  });
};

/** `multiValueHeaders` come first and decide the case of the name. */
const toHeaderLines = (single: unknown, multiple: unknown): Result<readonly string[], string> => {
  const lists = toEntries(multiple);
  if (!lists.every(([, values]) => Array.isArray(values))) {
    return err("a multi-value header is not a list");
  }
  const lines: [string, unknown][] = [
    ...lists.flatMap(([name, values]) => toLines(name, values as readonly unknown[])),
    ...toEntries(single),
  ];
  if (!lines.every(([, value]) => HEADER_VALUES.has(typeof value))) {
    return err("a header value is not a string");
  }
  const sent = lines.flatMap(toSentLine);
  const hasContentType = lines.some(([name]) => name.toLowerCase() === "content-type");
  return ok(hasContentType ? sent : ["Content-Type", "application/json", ...sent]);
};

const HEADER_VALUES = new Set(["string", "number", "boolean"]);

const toLines = (name: string, values: readonly unknown[]): [string, unknown][] =>
  values.map((value) => [name, value]);

const toEntries = (value: unknown): [string, unknown][] => (isRecord(value) ? Object.entries(value) : []);

/** The gateway sets these itself (LocalStack, handlers/method_response.py, for Lambda proxy integrations). */
const REMAPPED = new Set(["connection", "content-length", "date", "server"]);

const toSentLine = ([name, value]: readonly [string, unknown]): readonly string[] => {
  const lowerCaseName = name.toLowerCase();
  if (lowerCaseName === "transfer-encoding") {
    return [];
  }
  return [REMAPPED.has(lowerCaseName) ? `x-amzn-Remapped-${name}` : name, String(value)];
};
