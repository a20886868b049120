import { gunzipSync } from "node:zlib";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { refuseCorrupt, refuseTooLarge, refuseTrailing } from "./inflate-refusal.ts";
import { inflateNatively } from "./native-inflate.ts";

/**
 * A gzip stream (RFC 1952). Several members are one payload, as in the RFC, in Go's reader and so in the Pushgateway. Zeros
 * after the last member are refused, as the Pushgateway does: gzip(1) and zlib accept them as padding of a tape, and HTTP
 * has no padding.
 */
export const inflateGzip = (body: Uint8Array, maxBytes: number): Result<Uint8Array, Refusal> => {
  const inflated = inflateNatively(() => gunzipSync(body, { maxOutputLength: maxBytes, info: true }));
  if (!inflated.ok) {
    return inflated.error === "too-large" ? refuseTooLarge(maxBytes) : refuseCorrupt("gzip", inflated.error);
  }
  const { bytes, consumed } = inflated.value;
  return consumed === body.length ? ok(bytes) : refuseTrailing("gzip", consumed, body.length);
};
