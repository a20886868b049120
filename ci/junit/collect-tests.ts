import { quote } from "../../lambda/model/issue.ts";
import { count } from "../../lambda/model/printable.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import { describeReadError } from "../file-error.ts";
import type { FilePorts } from "../ports.ts";
import { parseJunit } from "./parse-junit.ts";
import { summariseTests, type TestSummary } from "./summarise-tests.ts";
import type { TestExecution } from "./test-execution.ts";

/** Larger files contain logs. Reading this many bytes takes about three seconds. */
const MAX_FILE_BYTES = 128 * 1_024 * 1_024;
const MAX_ALL_BYTES = 256 * 1_024 * 1_024;
const MAX_FILES = 10_000;
/** GitHub shows ten warnings of a step. */
const MAX_NAMED = 10;

export interface CollectedTests extends TestSummary {
  readonly warnings: readonly string[];
}

/**
 * Reads all JUnit files of the patterns. An unreadable file is left out completely, with a warning. If there is no
 * file, there are no metrics, because zero tests would look like a measured run.
 */
export const collectTests = (patterns: readonly string[], files: FilePorts): CollectedTests => {
  const warnings: string[] = [];
  const leftOut: string[] = [];
  const executions: (readonly TestExecution[])[] = [];
  let bytesLeft = MAX_ALL_BYTES;
  let filesRead = 0;
  for (const file of findFiles(patterns, files, warnings)) {
    const read = readTests(file, files, bytesLeft);
    if (read.ok) {
      bytesLeft -= read.value.bytes;
      filesRead += 1;
      executions.push(read.value.executions);
    } else {
      leftOut.push(`junit: ${quote(file)} is left out: ${read.error}`);
    }
  }
  warnings.push(...leftOut.slice(0, MAX_NAMED));
  if (leftOut.length > MAX_NAMED) {
    warnings.push(
      `junit: ${count(leftOut.length - MAX_NAMED, "more file")} left out; give a narrower pattern`,
    );
  }
  return { ...summariseTests(executions.flat()), ...(filesRead === 0 && { metrics: [] }), warnings };
};

const findFiles = (patterns: readonly string[], files: FilePorts, warnings: string[]): readonly string[] => {
  const found = patterns.map((pattern) => ({ pattern, matches: files.find(pattern) }));
  for (const { pattern } of found.filter(({ matches }) => matches.length === 0)) {
    warnings.push(
      `junit: no file matches ${quote(pattern)}: let the tests write a JUnit file, and run this step after them (\`if: always()\`)`,
    );
  }
  const all = [...new Set(found.flatMap(({ matches }) => matches))];
  if (all.length > MAX_FILES) {
    warnings.push(
      `junit: ${all.length} files match, and only ${MAX_FILES} are read: give a narrower pattern`,
    );
  }
  return all.slice(0, MAX_FILES);
};

interface TestsOfFile {
  readonly executions: readonly TestExecution[];
  readonly bytes: number;
}

const readTests = (file: string, files: FilePorts, bytesLeft: number): Result<TestsOfFile, string> => {
  try {
    const bytes = files.sizeOf(file);
    if (bytes > Math.min(MAX_FILE_BYTES, bytesLeft)) {
      return err(
        `it has ${toMegabytes(bytes)} MB, and at most ${toMegabytes(MAX_FILE_BYTES)} MB a file and ${toMegabytes(MAX_ALL_BYTES)} MB in all are read; keep logs out of it`,
      );
    }
    const executions = parseJunit(files.read(file));
    return executions.ok ? ok({ executions: executions.value, bytes }) : executions;
  } catch (error) {
    return err(describeReadError(error));
  }
};

const toMegabytes = (bytes: number): number => Math.round(bytes / 1_048_576);
