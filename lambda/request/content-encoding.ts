import { quote } from "../model/issue.ts";
import type { ContentEncoding } from "../model/push-request.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";

const ENCODINGS: ReadonlyMap<string, ContentEncoding> = new Map([
  ["", "identity"],
  ["identity", "identity"],
  ["gzip", "gzip"],
  // RFC 9110 section 8.4.1.3: x-gzip is gzip.
  ["x-gzip", "gzip"],
  ["zstd", "zstd"],
  ["snappy", "snappy"],
]);

/** The encoding of a body, in any case. Refuses others, and several encodings, with `content-encoding-unsupported`. */
export const parseContentEncoding = (header = ""): Result<ContentEncoding, Refusal> => {
  const encoding = ENCODINGS.get(header.trim().toLowerCase());
  return encoding === undefined
    ? refuse(
        "content-encoding-unsupported",
        `Content-Encoding ${quote(header)} is not supported; send one of identity, gzip, zstd and snappy (framed)`,
      )
    : ok(encoding);
};
