import { isUtf8 } from "node:buffer";
import { err, ok, type Result } from "../model/result.ts";

const SHAPE = /^[A-Za-z0-9_-]*={0,2}$/;

/**
 * Decodes the value of a `<label>@base64` component: the URL-safe alphabet of RFC 4648 section 5, with correct padding
 * or none, no unused bits, and UTF-8 inside. A single `=` is the empty value. The error is a sentence without its
 * subject, which is the value.
 */
export const decodeBase64Url = (text: string): Result<string, string> => {
  if (text === "=") {
    return ok("");
  }
  const digits = text.replaceAll("=", "");
  const bytes = Buffer.from(digits, "base64url");
  const isPaddingRight = digits.length === text.length || text.length % 4 === 0;
  if (!SHAPE.test(text) || !isPaddingRight || bytes.toString("base64url") !== digits) {
    return err("is not base64 of the URL-safe alphabet (A-Z a-z 0-9 - _)");
  }
  return isUtf8(bytes) ? ok(bytes.toString("utf8")) : err("is not UTF-8 once decoded from base64");
};
