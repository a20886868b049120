import type { ContentEncoding } from "../model/push-request.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { inflateGzip } from "./gzip.ts";
import { refuseTooLarge } from "./inflate-refusal.ts";
import { inflateSnappy } from "./snappy.ts";
import { inflateZstd } from "./zstd.ts";

/**
 * Inflates a body to at most `maxBytes`. Inflating stops at that limit, so a bomb costs no more than a payload of that
 * size. Refuses a larger payload with `body-too-large`. Refuses a stream that is incomplete or damaged, or that other
 * bytes follow, with `body-corrupt`.
 */
export const inflate = (
  body: Uint8Array,
  encoding: ContentEncoding,
  maxBytes: number,
): Result<Uint8Array, Refusal> => {
  switch (encoding) {
    case "identity":
      return body.length > maxBytes ? refuseTooLarge(maxBytes) : ok(body);
    case "gzip":
      return inflateGzip(body, maxBytes);
    case "zstd":
      return inflateZstd(body, maxBytes);
    case "snappy":
      return inflateSnappy(body, maxBytes);
  }
};
