import { SaxesParser, type SaxesTagPlain } from "saxes";
import { quote } from "../../lambda/model/issue.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { decodeXml } from "./decode-xml.ts";
import { createExecutionReader } from "./execution-reader.ts";
import type { TestExecution } from "./test-execution.ts";

/** Deeper than any tool nests test suites. */
const MAX_DEPTH = 64;
/** Far more than a real suite has. More small elements would fill the memory. */
const MAX_CASES = 500_000;

/**
 * Reads the test cases of a JUnit file in one pass. It reads chunk by chunk and keeps neither logs nor stack traces, so
 * a large file needs little memory. saxes knows only XML's own five entities, and ignores a DOCTYPE's declarations. The
 * issue tells what is wrong and where, and contains no text of the file except a shortened name of an element.
 */
export const parseJunit = (chunks: Iterable<Uint8Array>): Result<readonly TestExecution[], string> => {
  const parser = new SaxesParser({ position: true, xmlns: false });
  const reader = createExecutionReader();
  let issue: string | undefined;
  let depth = 0;

  const open = ({ name, attributes }: SaxesTagPlain): void => {
    depth += 1;
    if (depth === 1 && name !== "testsuites" && name !== "testsuite") {
      issue ??= `its first element is ${quote(name)}, expected <testsuites> or <testsuite>; give a pattern that matches JUnit files only`;
    }
    if (depth > MAX_DEPTH) {
      issue ??= `line ${parser.line}: elements are nested more than ${MAX_DEPTH} deep, which no tool does`;
    }
    if (reader.executions.length > MAX_CASES) {
      issue ??= `it has more than ${MAX_CASES} test cases; let the tool write several files`;
    }
    if (reader.open(name, attributes) === "wants-text") {
      parser.on("text", reader.text);
    } else {
      parser.off("text");
    }
  };
  const close = (): void => {
    depth -= 1;
    reader.close();
    parser.off("text");
  };
  parser.on("opentag", open);
  parser.on("closetag", close);
  parser.on("cdata", reader.text);
  // Replaces a handler for errors: a file may have millions, and creating an Error for each takes minutes.
  parser.fail = (message) => {
    if (!TOLERATED.has(message)) {
      const question = SECOND_FILE.test(message)
        ? "does it contain several files, one after the other?"
        : "was its tool ended before it had written the whole file?";
      issue ??= `it is not well-formed XML (line ${parser.line}, column ${parser.column + 1}); ${question}`;
    }
    return parser;
  };
  for (const text of decodeXml(chunks)) {
    parser.write(text);
    if (issue !== undefined) {
      return err(issue);
    }
  }
  parser.close();
  return issue === undefined ? ok(reader.executions) : err(issue);
};

const SECOND_FILE = /only one root|at the start of the document/;

/**
 * Many tools write a program's output into the file unchanged, with control characters and colours, which XML forbids.
 * Unknown entities stay as they are. Neither changes where elements begin and end.
 */
const TOLERATED: ReadonlySet<string> = new Set([
  "disallowed character.",
  "malformed character entity.",
  "undefined entity.",
  'the string "]]>" is disallowed in char data.',
]);
