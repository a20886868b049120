import type { TextPayload } from "./payload.ts";

const COMMENT_INSIDE = /[^\s#][ \t]*# ?(?:HELP|TYPE)[ \t]/;
/** A comment with a sample after it. */
const SAMPLE_IN_COMMENT = /^#.*[ \t][+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|nan|inf)$/i;
/**
 * A value with the name of another series directly after it. `1e5` matches, too, so this is tested only if there is an
 * issue.
 */
const SAMPLE_INSIDE = /[ \t}][+-]?\d[\d.]*(?:e[+-]\d+)?[a-z_:][\w:]*[ \t{]/i;

/**
 * A backslash and an n before a comment, or after a value or a type. Bash's echo writes them, and JSON inside JSON
 * has them.
 */
const ESCAPED_NEWLINE =
  /\\n# ?(?:HELP|TYPE)[ \t]|(?:\d|nan|inf|counter|gauge|histogram|summary|untyped)\\n(?:$|[#a-z_:{])/i;
const LABEL_VALUES = /"(?:[^"\\]|\\.)*"/g;
/** Only this many characters of the line are searched, because the patterns need memory for each character. */
const SEARCHED_CHARACTERS = 4_096;

export const NEWLINES_REMOVED =
  "the payload is one line with several statements in it, so its newlines were lost; with curl, use --data-binary instead of -d";
const NEWLINES_ESCAPED = "the payload has \\n in place of newlines; in a shell, write it with printf";

/**
 * The text of the issue if a payload of one line consists of several lines whose newlines were removed, as `curl -d
 * @file` does, or were written as escapes. Otherwise undefined.
 */
export const explainLostNewlines = (payload: TextPayload, issues: number): string | undefined => {
  const end = payload.findLineEnd(0);
  if (end + 1 < payload.bytes.length) {
    return undefined;
  }
  const line = payload.slice(0, end).trimStart();
  const isLost = hasLostNewlines(line, payload.lacksFinalNewline, issues);
  const start = line.slice(0, SEARCHED_CHARACTERS).replace(LABEL_VALUES, "");
  if ((isLost || issues > 0) && ESCAPED_NEWLINE.test(start)) {
    return NEWLINES_ESCAPED;
  }
  return isLost ? NEWLINES_REMOVED : undefined;
};

const hasLostNewlines = (line: string, lacksFinalNewline: boolean, issues: number): boolean => {
  // A client that removes newlines also removes the last one. If there is a last one, the line is a real comment.
  if (lacksFinalNewline && SAMPLE_IN_COMMENT.test(line)) {
    return true;
  }
  const isSuspect = issues > 0 || line.startsWith("#");
  return isSuspect && (COMMENT_INSIDE.test(line) || (issues > 0 && SAMPLE_INSIDE.test(line)));
};
