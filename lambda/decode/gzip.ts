import { gunzipSync } from "node:zlib";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { refuseCorrupt, refuseTooLarge, refuseTrailing } from "./inflate-refusal.ts";
import { inflateNatively } from "./native-inflate.ts";

/**
 * A gzip stream (RFC 1952). Several members one after the other are one payload, as the RFC, Go's reader and with it the
 * Pushgateway have it. Zeros after the last member, which gzip(1) and zlib forgive as padding of a tape, are refused: HTTP
 * has no padding, and the Pushgateway refuses them, too.
 */
export const inflateGzip = (body: Uint8Array, maxBytes: number): Result<Uint8Array, Refusal> => {
  const inflated = inflateNatively(() => gunzipSync(body, { maxOutputLength: maxBytes, info: true }));
  if (!inflated.ok) {
    return inflated.error === "too-large" ? refuseTooLarge(maxBytes) : refuseCorrupt("gzip", inflated.error);
  }
  const { bytes, consumed } = inflated.value;
  return consumed === body.length ? ok(bytes) : refuseTrailing("gzip", consumed, body.length);
};
