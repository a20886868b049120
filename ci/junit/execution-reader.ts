import { type TestExecution, toTestKey } from "./test-execution.ts";

type Attributes = Readonly<Record<string, string>>;

/** Follows the elements of a JUnit file, and creates a {@link TestExecution} for every test case. */
export interface ExecutionReader {
  readonly executions: readonly TestExecution[];
  /** Whether the text of the element should be passed to `text`. */
  readonly open: (element: string, attributes: Attributes) => "wants-text" | "ignores-text";
  readonly text: (text: string) => void;
  /** Ends the last opened element. */
  readonly close: () => void;
}

interface OpenSuite {
  readonly name: string;
  /** The number of test cases before it. */
  readonly casesBefore: number;
}

type OpenCase = { -readonly [Name in keyof TestExecution]: TestExecution[Name] };

export const createExecutionReader = (): ExecutionReader => {
  const executions: TestExecution[] = [];
  const elements: string[] = [];
  const suites: OpenSuite[] = [];
  let open: OpenCase | undefined;
  let explanation: string | undefined;

  const openInCase = (element: string, attributes: Attributes, test: OpenCase): boolean => {
    if (element === "flakyFailure" || element === "flakyError") {
      test.isRetried = true;
    }
    const outcome = OUTCOMES.get(element);
    if (outcome === undefined || RANK[outcome] <= RANK[test.outcome]) {
      return false;
    }
    test.outcome = outcome;
    test.message = outcome === "skipped" ? "" : toMessage(attributes["message"] ?? "");
    return outcome !== "skipped" && test.message === "";
  };

  return {
    executions,
    open: (element, attributes) => {
      elements.push(element);
      if (element === "testsuite") {
        suites.push({ name: attributes["name"] ?? "", casesBefore: executions.length });
      } else if (element === "testcase") {
        open = toOpenCase(attributes, suites.at(-1)?.name ?? "");
      } else if (open !== undefined && openInCase(element, attributes, open)) {
        explanation = "";
      }
      return explanation === undefined ? "ignores-text" : "wants-text";
    },
    text: (text) => {
      if (explanation !== undefined && explanation.length < MAX_EXPLANATION) {
        explanation += text.slice(0, MAX_EXPLANATION);
      }
    },
    close: () => {
      const element = elements.pop() ?? "";
      if (element === "testsuite") {
        endSuite(suites.pop(), executions);
      } else if (element === "testcase" && open !== undefined) {
        executions.push(open);
        open = undefined;
      } else if (open !== undefined && explanation !== undefined && OUTCOMES.has(element)) {
        open.message = toMessage(explanation);
      }
      if (OUTCOMES.has(element) || element === "testcase") {
        explanation = undefined;
      }
    },
  };
};

/** pytest's default name for its suite. */
const PYTEST = "pytest";

const endSuite = (suite: OpenSuite | undefined, executions: TestExecution[]): void => {
  if (suite?.name === PYTEST) {
    for (const execution of mergeReruns(executions.splice(suite.casesBefore))) {
      executions.push(execution);
    }
  }
};

const OUTCOMES: ReadonlyMap<string, TestExecution["outcome"]> = new Map([
  ["failure", "failed"],
  ["error", "error"],
  ["skipped", "skipped"],
]);

/** A case may have several of them, for instance a failure and then an error during clean-up. It has one outcome. */
const RANK: Readonly<Record<TestExecution["outcome"], number>> = {
  passed: 0,
  skipped: 1,
  error: 2,
  failed: 3,
};

/** Enough of a text to find its first meaningful line. */
const MAX_EXPLANATION = 4_000;
const MAX_MESSAGE = 300;
const MAX_NAME = 300;

const toOpenCase = (attributes: Attributes, suite: string): OpenCase => ({
  suite: (attributes["classname"] || suite).slice(0, MAX_NAME),
  name: (attributes["name"] ?? "").slice(0, MAX_NAME),
  seconds: parseSeconds(attributes["time"] ?? ""),
  outcome: isSkipped(attributes) ? "skipped" : "passed",
  isRetried: false,
  message: "",
});

/** CTest and GoogleTest use attributes for this. */
const isSkipped = ({ status, result }: Attributes): boolean =>
  status === "notrun" || status === "disabled" || result === "suppressed" || result === "skipped";

/** In "1,234.5" and "1,234" a comma separates thousands, in "0,25" it is a decimal comma. Other texts are ignored. */
const parseSeconds = (time: string): number => {
  const seconds = Number(THOUSANDS.test(time) ? time.replaceAll(",", "") : time.replace(",", "."));
  return seconds > 0 && seconds < Number.MAX_SAFE_INTEGER ? seconds : 0;
};

const THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;

/** The first meaningful line. Go's tools write only "Failed" as message, and markers before the output. */
const toMessage = (text: string): string => {
  const line = text
    .split("\n", 200)
    .map((candidate) => candidate.trim())
    .find((candidate) => candidate !== "" && !/^(?:Failed$|===|---)/.test(candidate));
  return (line ?? "").slice(0, MAX_MESSAGE);
};

/**
 * The test cases of a pytest suite, each test once. When pytest-rerunfailures runs a test again, pytest writes a
 * further test case. Only the last one has the outcome; the earlier ones do not say that they failed. All of them took
 * time.
 */
const mergeReruns = (executions: readonly TestExecution[]): readonly TestExecution[] => {
  const tests = Map.groupBy(executions, toTestKey);
  return [...tests.values()].map((runs) => {
    const last = runs.at(-1)!;
    const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
    return { ...last, seconds, isRetried: runs.length > 1 && last.outcome === "passed" };
  });
};
