import { count } from "../../lambda/model/printable.ts";
import { showAmount } from "../compare/unit.ts";
import type { Collected, TestName } from "../metrics.ts";
import { cut, toCode } from "./html.ts";

type Tests = Pick<Collected, "slowestTests" | "failedTests" | "flakyTests">;

const MAX_FAILED = 20;
const MAX_FLAKY = 20;
const MAX_SLOWEST = 10;

/** Failed, flaky and slowest tests, each folded. Empty if there are none. */
export const listTests = ({ failedTests, flakyTests, slowestTests }: Tests): string =>
  [
    toDetails(
      count(failedTests.length, "failed test"),
      failedTests,
      MAX_FAILED,
      (test) => toMessage(test.message),
      "open",
    ),
    toDetails(
      `${count(flakyTests.length, "flaky test")}, which failed and passed in this run`,
      flakyTests,
      MAX_FLAKY,
      () => "",
      "open",
    ),
    toDetails(
      "slowest tests",
      slowestTests,
      MAX_SLOWEST,
      ({ seconds }) => ` ${showAmount(seconds, "seconds")}`,
      "closed",
    ),
  ]
    .filter((block) => block !== "")
    .join("\n");

const toDetails = <Test extends TestName>(
  title: string,
  tests: readonly Test[],
  maxTests: number,
  describe: (test: Test) => string,
  state: "open" | "closed",
): string => {
  if (tests.length === 0) {
    return "";
  }
  const rest = tests.length - maxTests;
  return [
    `<details${state === "open" ? " open" : ""}><summary>${title}</summary>`,
    "<ul>",
    ...tests.slice(0, maxTests).map((test) => `<li>${toCode(cut(toTitle(test)))}${describe(test)}</li>`),
    ...(rest > 0 && state === "open" ? [`<li>and ${rest} more</li>`] : []),
    "</ul>",
    "</details>",
  ].join("\n");
};

const toTitle = ({ suite, name }: TestName): string => (suite === "" ? name : `${suite}: ${name}`);

/** Usually a stack trace, whose first line tells what is wrong. */
const toMessage = (message: string): string => {
  const line = message.trim().split("\n")[0] ?? "";
  return line === "" ? "" : `<br>${toCode(cut(line, MAX_MESSAGE))}`;
};

const MAX_MESSAGE = 200;
