import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { JsonSyntaxIssue } from "../model/format.ts";
import { err, ok, type Result } from "../model/result.ts";
import { findJsonSyntaxIssue } from "./json-syntax.ts";

const { before } = httpJsonBodyParser({ disableContentTypeError: true });

/**
 * Parses JSON with `@middy/http-json-body-parser`, which refuses keys that reach a prototype. It takes a whole event; this
 * one has only the fields that it reads, because the body was inflated and checked to be UTF-8 before.
 */
export const parseJsonBody = (text: string): Result<unknown, JsonSyntaxIssue> => {
  const event = {
    headers: { "content-type": "application/json" },
    body: text as unknown,
    isBase64Encoded: false,
  };
  try {
    before?.({ event } as never);
    return ok(event.body);
  } catch {
    return err(findJsonSyntaxIssue(text));
  }
};
