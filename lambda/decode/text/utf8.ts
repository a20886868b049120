import { isUtf8 } from "node:buffer";
import type { Issue } from "../../model/issue.ts";
import { TextSource } from "./text-source.ts";

/** The issue of a payload that is not UTF-8, at its first such byte. Undefined if it is UTF-8. */
export const findNotUtf8 = (bytes: Uint8Array): Issue | undefined => {
  const isUtf16 = UTF16_START.test(String.fromCharCode(...bytes.subarray(0, 4)));
  return isUtf16 || !isUtf8(bytes)
    ? {
        code: "not-utf8",
        detail: isUtf16
          ? "the payload is UTF-16; save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)"
          : "the payload is not valid UTF-8 here; encode names, label values and HELP texts as UTF-8",
        location: new TextSource(bytes).locate(isUtf16 ? 0 : findInvalidUtf8(bytes)),
      }
    : undefined;
};

/** The byte order mark of UTF-16, or two ASCII characters in UTF-16. */
const UTF16_START = /^(\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/;

/** The offset of the first byte that is not part of valid UTF-8, or the length of `bytes` if there is none. */
export const findInvalidUtf8 = (bytes: Uint8Array): number => {
  let at = 0;
  for (let step = FIRST_STEP; step >= LONGEST_SEQUENCE; ) {
    const valid = validUntil(bytes, at, Math.min(at + step, bytes.length));
    if (valid > at) {
      at = valid;
    } else {
      step /= 2;
    }
  }
  return at;
};

const FIRST_STEP = 2 ** 25;
const LONGEST_SEQUENCE = 4;

/** The end of the last whole sequence before `end`, if all from `from` is valid until there. Otherwise at most `from`. */
const validUntil = (bytes: Uint8Array, from: number, end: number): number =>
  [end, end - 1, end - 2, end - 3].find((to) => isUtf8(bytes.subarray(from, to))) ?? from;
