import { constants, zstdDecompressSync } from "node:zlib";
import type { Refusal } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { refuseCorrupt, refuseTooLarge } from "./inflate-refusal.ts";
import { inflateNatively } from "./native-inflate.ts";

/**
 * Inflates a zstd stream (RFC 8878). Several frames are one payload, and skippable frames are ignored. Frames with a
 * window over 8 MiB are refused, as RFC 9659 specifies for HTTP, because a frame of 20 bytes can ask for 128 MiB of
 * memory.
 */
export const inflateZstd = (body: Uint8Array, maxBytes: number): Result<Uint8Array, Refusal> => {
  const frames: Uint8Array[] = [];
  let size = 0;
  let at = 0;
  do {
    if (isSkippable(body, at)) {
      at += skippableLength(body, at);
      continue;
    }
    const frame = inflateFrame(body.subarray(at), Math.max(1, maxBytes - size));
    if (!frame.ok && frame.error !== "too-large") {
      return refuseCorrupt("zstd", `${frame.error}, ${inFrame(at)}`);
    }
    if (!frame.ok || size + frame.value.bytes.length > maxBytes) {
      return refuseTooLarge(maxBytes);
    }
    if (frames.push(frame.value.bytes) > MAX_FRAMES) {
      return refuseCorrupt("zstd", `it has more than ${MAX_FRAMES} frames`);
    }
    size += frame.value.bytes.length;
    at += frame.value.consumed;
  } while (at < body.length);
  if (at > body.length) {
    return refuseCorrupt("zstd", "unexpected end of file");
  }
  return ok(frames.length === 1 ? frames[0]! : Buffer.concat(frames, size));
};

const MAX_WINDOW_LOG = 23;

// An empty frame needs much time for its few bytes: without a limit, 4 MB of empty frames would take seconds.
const MAX_FRAMES = 1_000;

const inflateFrame = (bytes: Uint8Array, maxBytes: number) =>
  inflateNatively(() =>
    zstdDecompressSync(bytes, {
      maxOutputLength: maxBytes,
      info: true,
      params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
    }),
  );

const inFrame = (at: number): string => `in the frame at byte ${at}`;

const SKIPPABLE_HEADER_BYTES = 8;

const isSkippable = (body: Uint8Array, at: number): boolean =>
  body.length - at >= SKIPPABLE_HEADER_BYTES && (readUint32(body, at) & ~0xf) === 0x184d2a50;

const skippableLength = (body: Uint8Array, at: number): number =>
  SKIPPABLE_HEADER_BYTES + readUint32(body, at + 4);

const readUint32 = (body: Uint8Array, at: number): number =>
  (body[at]! | (body[at + 1]! << 8) | (body[at + 2]! << 16) | (body[at + 3]! << 24)) >>> 0;
