import type { TextPayload } from "./payload.ts";

const COMMENT_INSIDE = /[^\s#][ \t]*# ?(?:HELP|TYPE)[ \t]/;
/** A comment that is followed by a sample on the same line, in a payload without other lines. */
const SAMPLE_IN_COMMENT = /^#.*[ \t][+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|nan|inf)$/i;
/** A value that is directly followed by the name of another series. An exponent without a sign looks similar. */
const SAMPLE_INSIDE = /[ \t}][+-]?\d[\d.]*(?:e[+-]\d+)?[a-z_:][\w:]*[ \t{]/i;

/** Whether a payload is several lines whose newlines were lost, as `curl -d @file` loses them. */
export const hasLostNewlines = (payload: TextPayload, issues: number): boolean => {
  const end = payload.findLineEnd(0);
  if (end + 1 < payload.bytes.length) {
    return false;
  }
  const line = payload.slice(0, end).trimStart();
  // A client that removes newlines also removes the last one. A comment with a newline at its end is a comment.
  if (payload.lacksFinalNewline && SAMPLE_IN_COMMENT.test(line)) {
    return true;
  }
  const isSuspect = issues > 0 || line.startsWith("#");
  return isSuspect && (COMMENT_INSIDE.test(line) || (issues > 0 && SAMPLE_INSIDE.test(line)));
};
