import type { ContentEncoding } from "../model/push-request.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

export const refuseTooLarge = (maxBytes: number): Err<Refusal> =>
  refuse(
    "body-too-large",
    `the payload has more than ${maxBytes} bytes once decompressed, which is the limit; push less at a time`,
  );

/** `what` says what is wrong, and at which byte if that is known. */
export const refuseCorrupt = (encoding: ContentEncoding, what: string): Err<Refusal> =>
  refuse(
    "body-corrupt",
    `the body is not a complete ${encoding} stream: ${what}; compress it again, and send all bytes unchanged`,
  );

/** The compressed stream ends at `offset`, before the end of the body, which has `length` bytes. */
export const refuseTrailing = (encoding: ContentEncoding, offset: number, length: number): Err<Refusal> =>
  refuseCorrupt(
    encoding,
    `it ends at byte ${offset} and ${length - offset} bytes follow that do not belong to it`,
  );
