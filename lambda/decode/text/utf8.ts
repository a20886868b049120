import { isUtf8 } from "node:buffer";
import type { Issue } from "../../model/issue.ts";
import { TextSource } from "./text-source.ts";

/** The issue of a payload that is not UTF-8, at its first such byte. Undefined if it is UTF-8. */
export const findNotUtf8 = (bytes: Uint8Array): Issue | undefined => {
  if (isUtf16(bytes)) {
    return notUtf8(
      bytes,
      0,
      "the payload is UTF-16; save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)",
    );
  }
  return isUtf8(bytes)
    ? undefined
    : notUtf8(
        bytes,
        findInvalidUtf8(bytes),
        "the payload is not valid UTF-8 here; encode names, label values and HELP texts as UTF-8",
      );
};

const notUtf8 = (bytes: Uint8Array, at: number, detail: string): Issue => ({
  code: "not-utf8",
  detail,
  location: new TextSource(bytes).locate(at),
});

/** Whether the payload starts with the byte order mark of UTF-16, or with two ASCII characters in UTF-16. */
const isUtf16 = (bytes: Uint8Array): boolean =>
  /^(\xff\xfe|\xfe\xff|[\x01-\x7f]\0[\x01-\x7f]\0|\0[\x01-\x7f]\0[\x01-\x7f])/.test(
    String.fromCharCode(...bytes.subarray(0, 4)),
  );

/** The offset of the first byte that is not part of valid UTF-8, or the length of `bytes` if there is none. */
export const findInvalidUtf8 = (bytes: Uint8Array): number => {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      return at;
    }
    at += length;
  }
  return at;
};

/** The length of the sequence at `at`, or 0 if it is not well-formed (Unicode, table 3-7). */
const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const lead = bytes[at]!;
  if (lead < 0x80) {
    return 1;
  }
  const second = bytes[at + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    return isContinuation(second) ? 2 : 0;
  }
  if (lead >= 0xe0 && lead <= 0xef) {
    const least = lead === 0xe0 ? 0xa0 : 0x80;
    const most = lead === 0xed ? 0x9f : 0xbf;
    return second >= least && second <= most && isContinuation(bytes[at + 2]) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const least = lead === 0xf0 ? 0x90 : 0x80;
    const most = lead === 0xf4 ? 0x8f : 0xbf;
    const tail = isContinuation(bytes[at + 2]) && isContinuation(bytes[at + 3]);
    return second >= least && second <= most && tail ? 4 : 0;
  }
  return 0;
};

const isContinuation = (byte: number | undefined): boolean => ((byte ?? 0) & 0xc0) === 0x80;
