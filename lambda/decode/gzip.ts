import { gunzipSync } from "node:zlib";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { refuseCorrupt, refuseTooLarge, refuseTrailing } from "./inflate-refusal.ts";
import { inflateNatively } from "./native-inflate.ts";

/**
 * Inflates a gzip stream (RFC 1952). Several members are one payload, as in the RFC and in the Pushgateway. Zeros after
 * the last member are refused, as in the Pushgateway. gzip(1) and zlib accept them because tapes are padded; HTTP
 * bodies are not.
 */
export const inflateGzip = (body: Uint8Array, maxBytes: number): Result<Uint8Array, Refusal> => {
  const inflated = inflateNatively(() => gunzipSync(body, { maxOutputLength: maxBytes, info: true }));
  if (!inflated.ok) {
    return inflated.error === "too-large" ? refuseTooLarge(maxBytes) : refuseCorrupt("gzip", inflated.error);
  }
  const { bytes, consumed } = inflated.value;
  return consumed === body.length ? ok(bytes) : refuseTrailing("gzip", consumed, body.length);
};
