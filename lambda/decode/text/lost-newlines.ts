import type { TextPayload } from "./payload.ts";

const COMMENT_INSIDE = /[^\s#][ \t]*# ?(?:HELP|TYPE)[ \t]/;
/** A comment with a sample after it. */
const SAMPLE_IN_COMMENT = /^#.*[ \t][+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|nan|inf)$/i;
/**
 * A value with the name of another series directly after it. `1e5` matches, too, so this is tested only if there is an
 * issue.
 */
const SAMPLE_INSIDE = /[ \t}][+-]?\d[\d.]*(?:e[+-]\d+)?[a-z_:][\w:]*[ \t{]/i;

/** Whether a payload of one line consists of several lines whose newlines were removed, as `curl -d @file` does. */
export const hasLostNewlines = (payload: TextPayload, issues: number): boolean => {
  const end = payload.findLineEnd(0);
  if (end + 1 < payload.bytes.length) {
    return false;
  }
  const line = payload.slice(0, end).trimStart();
  // A client that removes newlines also removes the last one. If there is a last one, the line is a real comment.
  if (payload.lacksFinalNewline && SAMPLE_IN_COMMENT.test(line)) {
    return true;
  }
  const isSuspect = issues > 0 || line.startsWith("#");
  return isSuspect && (COMMENT_INSIDE.test(line) || (issues > 0 && SAMPLE_INSIDE.test(line)));
};
