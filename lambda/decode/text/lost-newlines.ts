import type { TextPayload } from "./payload.ts";

const COMMENT_INSIDE = /[^\s#][ \t]*# ?(?:HELP|TYPE)[ \t]/;
/** A comment that runs into a sample: alone in a payload, which it would leave without any. */
const SAMPLE_IN_COMMENT = /^#.*[ \t][+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|nan|inf)$/i;
/** A value that runs into the name of another series, of which an exponent without sign looks like a part. */
const SAMPLE_INSIDE = /[ \t}][+-]?\d[\d.]*(?:e[+-]\d+)?[a-z_:][\w:]*[ \t{]/i;

/** Whether a payload is several lines whose newlines were lost, as `curl -d @file` loses them. */
export const hasLostNewlines = (payload: TextPayload, issues: number): boolean => {
  const end = payload.findLineEnd(0);
  if (end + 1 < payload.bytes.length) {
    return false;
  }
  const line = payload.slice(0, end).trimStart();
  // What loses newlines loses the last one, too; a comment that has it is taken at its word.
  if (payload.lacksFinalNewline && SAMPLE_IN_COMMENT.test(line)) {
    return true;
  }
  const isSuspect = issues > 0 || line.startsWith("#");
  return isSuspect && (COMMENT_INSIDE.test(line) || (issues > 0 && SAMPLE_INSIDE.test(line)));
};
