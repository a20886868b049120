import { describe, expect, it } from "@jest/globals";
import { judge } from "../../../console/page/check/judge.ts";
import { findQuickFix } from "../../../console/page/check/quick-fixes.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";

const judgeText = (text: string) =>
  judge(
    { body: Buffer.from(text), format: undefined, key: GroupingKey.of("check", []) },
    { rules: {}, scrapeJob: "pushgateway" },
  );

/** The text after the fix of the first issue with this code. */
const fix = (text: string, code: string): string | undefined => {
  const issue = judgeText(text).issues.find((found) => found.code === code);
  expect(issue).toBeDefined();
  return findQuickFix(text, issue!)?.text;
};

const H = "# HELP";

describe("quick fixes", () => {
  it.each([
    ["a decimal comma", "value-invalid", "a 42,5\n", "a 42.5\n"],
    ["thousands", "value-invalid", "a 1,234,567.5\n", "a 1234567.5\n"],
    ["a unit", "value-invalid", "a 12s\n", "a 12\n"],
    ["quotes", "value-invalid", 'a "12"\n', "a 12\n"],
    ["a word", "value-invalid", "a true\nb 1\n", "a 1\nb 1\n"],
    ["a minus in a name", "metric-name-unfinished", "queue-length 3\n", "queue_length 3\n"],
    ["a colon after a label", "label-equals-expected", 'a{b:"c"} 1\n', 'a{b="c"} 1\n'],
    ["single quotes", "label-quote-expected", "a{b='c'} 1\n", 'a{b="c"} 1\n'],
    ["no quotes", "label-quote-expected", "a{b=c} 1\n", 'a{b="c"} 1\n'],
    ["a backslash of a Windows path", "escape-unknown", 'a{b="C:\\data"} 1\n', 'a{b="C:\\\\data"} 1\n'],
    [
      "a backslash in a HELP text",
      "help-escape-unknown",
      `${H} a C:\\data\na 1\n`,
      `${H} a C:\\\\data\na 1\n`,
    ],
    ["a misspelt type", "type-unknown", `# TYPE a guage\na 1\n`, `# TYPE a gauge\na 1\n`],
    ["an OpenMetrics type", "type-unknown-as-untyped", "# TYPE a unknown\na 1\n", "# TYPE a untyped\na 1\n"],
    ["a timestamp", "timestamp-present", "a 1 1700000000000\n", "a 1\n"],
    ["a series twice", "series-repeated", "a 1\na 2\n", "a 1\n"],
    [
      "no HELP",
      "lint-help-missing",
      "# TYPE a gauge\na 1\n",
      `${H} a Say what it measures.\n# TYPE a gauge\na 1\n`,
    ],
    [
      "a counter without _total",
      "lint-counter-total",
      `${H} a b\n# TYPE a counter\na 1\n`,
      `${H} a_total b\n# TYPE a_total counter\na_total 1\n`,
    ],
    ["no newline at the end", "final-newline-missing", "a 1", "a 1\n"],
    ["carriage returns", "carriage-returns", "a 1\r\n", "a 1\n"],
    ["spaces at the end of a line", "trailing-blanks", "a 1 \n", "a 1\n"],
    ["a byte order mark", "byte-order-mark", "\ufeffa 1\n", "a 1\n"],
    ["no newlines", "newlines-lost", "# TYPE a gaugea 3", "# TYPE a gauge\na 3\n"],
    [
      "newlines that are escapes",
      "newlines-lost",
      '# TYPE a gauge\\na{b="c\\nd"} 3\\n',
      '# TYPE a gauge\na{b="c\\nd"} 3\n',
    ],
    ["empty lines", "empty-lines", "a 1\n\n# EOF\n", "a 1\n# EOF\n"],
    ["comments", "comments", "# made by hand\na 1\n# EOF\n", "a 1\n# EOF\n"],
    ["surrogate pairs before it", "value-invalid", 'a{b="😀"} 4,5\n', 'a{b="😀"} 4.5\n'],
  ])("fix %s", (_name, code, before, after) => {
    expect(fix(before, code)).toBe(after);
    expect(judgeText(after).issues.map((issue) => issue.code)).not.toContain(code);
  });

  it("are not offered when only the author can know the right text", () => {
    expect(fix("a maybe\n", "value-invalid")).toBeUndefined();
    expect(fix("a\n", "value-expected")).toBeUndefined();
  });
});
