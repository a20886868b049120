import type { ContentEncoding, PushRequest } from "../model/push-request.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";
import { measureSnappyBlock } from "./snappy-block.ts";

/**
 * If the first bytes of a refused body show that its Content-Encoding is wrong, returns a refusal that says so.
 * Otherwise returns the given refusal.
 */
export const explainEncoding = (
  refusal: Err<Refusal>,
  { body, encoding }: Pick<PushRequest, "body" | "encoding">,
): Err<Refusal> => {
  const actual = recognise(body);
  if (actual === encoding) {
    return refusal;
  }
  if (encoding === "snappy" && measureSnappyBlock(body, Number.POSITIVE_INFINITY).ok) {
    return refuse(
      "body-corrupt",
      "the body is a snappy block, as remote write sends it; compress it as a framed snappy stream, or with gzip",
    );
  }
  if (actual === undefined) {
    return refusal;
  }
  switch (refusal.error.code) {
    case "payload-unreadable":
      return encoding === "identity"
        ? refuse(
            "payload-unreadable",
            `the body is compressed with ${actual}, but no header says so; send Content-Encoding: ${actual}`,
          )
        : refusal;
    case "body-corrupt":
      return actual === "identity"
        ? refuse(
            "body-corrupt",
            `Content-Encoding says ${encoding}, but the body is not compressed; compress it or leave the header out`,
          )
        : refuse(
            "body-corrupt",
            `Content-Encoding says ${encoding}, but the body is ${actual}; send Content-Encoding: ${actual}`,
          );
    default:
      return refusal;
  }
};

/**
 * If the inflated bytes of a refused body are compressed, returns a refusal that says so. If they were sent without a
 * Content-Encoding, `explainEncoding` replaces it.
 */
export const explainCompressedTwice = (refusal: Err<Refusal>, inflated: Uint8Array): Err<Refusal> => {
  const inner = recogniseCompression(inflated);
  return inner === undefined
    ? refusal
    : refuse(
        "payload-unreadable",
        `the body is compressed twice: once decompressed, it is still ${inner}; compress it only once`,
      );
};

/** How the bytes are compressed. Undefined if they are not, or in an unknown way. */
export const recogniseCompression = (bytes: Uint8Array): ContentEncoding | undefined =>
  SIGNATURES.find(([, signature]) => signature.every((byte, index) => bytes[index] === byte))?.[0];

/** The first bytes of each encoding: RFC 1952, RFC 8878, and google/snappy, framing_format.txt. */
const SIGNATURES: readonly (readonly [ContentEncoding, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["snappy", [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]],
];

const recognise = (body: Uint8Array): ContentEncoding | undefined =>
  recogniseCompression(body) ?? (looksLikeText(body) ? "identity" : undefined);

const looksLikeText = (body: Uint8Array): boolean =>
  /^[\t\n\r -~]+$/.test(String.fromCharCode(...body.subarray(0, 16)));
