import { isUtf8 } from "node:buffer";
import { err, ok, type Result } from "../model/result.ts";

const SHAPE = /^[A-Za-z0-9_-]*=*$/;

/**
 * Decodes the value of a `<label>@base64` component: the URL-safe alphabet of RFC 4648 section 5, with correct padding
 * or none, no unused bits, and UTF-8 inside. A single `=` is the empty value. The error is a sentence without its
 * subject, which is the value.
 */
export const decodeBase64Url = (text: string): Result<string, string> => {
  if (text === "=") {
    return ok("");
  }
  if (!SHAPE.test(text)) {
    return err(
      "has characters that URL-safe base64 does not have (it has A-Z a-z 0-9 - _, and = at the end); write - for + and _ for /",
    );
  }
  const digits = text.replaceAll("=", "");
  if (digits.length < text.length && (text.length % 4 !== 0 || text.length - digits.length > 2)) {
    return err("has the wrong padding for base64; leave out the = at its end");
  }
  const bytes = Buffer.from(digits, "base64url");
  if (bytes.toString("base64url") !== digits) {
    return err("is not the base64 of whole bytes, so it may have been cut short; encode it again");
  }
  return isUtf8(bytes) ? ok(bytes.toString("utf8")) : err("is not UTF-8 once decoded from base64");
};
