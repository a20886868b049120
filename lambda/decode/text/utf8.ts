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
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  // The text has U+FFFD in place of a sequence that is not valid.
  const written = Buffer.from(text);
  const different = bytes.findIndex((byte, index) => byte !== written[index]);
  let at = different === -1 ? bytes.length : different;
  // The first bytes of the sequence can be equal to those of U+FFFD.
  while (!isUtf8(bytes.subarray(0, at))) {
    at--;
  }
  return at;
};
