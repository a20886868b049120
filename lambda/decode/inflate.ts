import type { ContentEncoding } from "../model/push-request.ts";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { inflateGzip } from "./gzip.ts";
import { refuseTooLarge } from "./inflate-refusal.ts";
import { inflateSnappy } from "./snappy.ts";
import { inflateZstd } from "./zstd.ts";

/**
 * The payload inside a body, in at most `maxBytes`: the bound holds while inflating, so a bomb costs no more than a payload
 * of that size. Refuses with `body-too-large` beyond it, and with `body-corrupt` a stream that is cut short, damaged, or has
 * anything after its end.
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
