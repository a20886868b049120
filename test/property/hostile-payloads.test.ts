import { describe, it } from "@jest/globals";
import { createHostileBytes, FUZZ_TARGETS, type FuzzTarget } from "../support/decoder-fuzz.ts";
import { Random } from "../support/random.ts";
import { toRuns } from "../support/test-length.ts";

const RUNS = toRuns({ short: 1_000, full: 50_000 });

const targets = FUZZ_TARGETS.map((target): [string, FuzzTarget] => [target.name, target]);

/** Throws an error with the bytes if a decoder does. */
const runMany = (target: FuzzTarget): void => {
  const { stackTraceLimit } = Error;
  const random = new Random(20261123);
  for (let run = 0; run < RUNS; run++) {
    const bytes = createHostileBytes(target, random);
    // Libraries refuse most of the bytes with an error, and its stack would take longer than all the rest.
    Error.stackTraceLimit = 0;
    try {
      target.run(bytes);
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      throw new Error(`run ${run}: ${JSON.stringify(bytes.toString("latin1"))}`, {
        cause: errorOf(() => target.run(bytes)) ?? error,
      });
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
};

const errorOf = (act: () => void): unknown => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
};

describe.each(targets)("hostile bytes, as %s", (_, target) => {
  it("are refused or valid, and never cause a bug", () => runMany(target));
});
