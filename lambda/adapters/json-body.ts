import httpJsonBodyParser from "@middy/http-json-body-parser";
import { err, ok, type Result } from "../model/result.ts";

const { before } = httpJsonBodyParser({ disableContentTypeError: true });

/**
 * Parses JSON with `@middy/http-json-body-parser`, which refuses keys that reach a prototype. It takes a whole event; this
 * one has only the fields that it reads, because the body was inflated and checked to be UTF-8 before. The error contains no
 * part of the payload.
 */
export const parseJsonBody = (text: string): Result<unknown, string> => {
  const event = {
    headers: { "content-type": "application/json" },
    body: text as unknown,
    isBase64Encoded: false,
  };
  try {
    before?.({ event } as never);
    return ok(event.body);
  } catch (error) {
    return err(describe(error));
  }
};

/** The message of JSON.parse is in the cause of the parser's error. */
const describe = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  const message =
    typeof cause === "object" && cause !== null && "message" in cause ? cause.message : undefined;
  return typeof message === "string" ? message : "a key that is not allowed";
};
