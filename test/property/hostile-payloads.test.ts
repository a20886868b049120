import { describe, it } from "@jest/globals";
import { createHostileBytes, FUZZ_TARGETS, type FuzzTarget } from "../support/decoder-fuzz.ts";
import { Random } from "../support/random.ts";
import { toRuns } from "../support/test-length.ts";

const RUNS = toRuns({ short: 1_000, full: 50_000 });

const targets = FUZZ_TARGETS.map((target): [string, FuzzTarget] => [target.name, target]);

describe.each(targets)("hostile bytes, as %s", (_, target) => {
  it("are refused or valid, and never cause a bug", () => {
    const random = new Random(20261123);
    for (let run = 0; run < RUNS; run++) {
      const bytes = createHostileBytes(target, random);
      try {
        target.run(bytes);
      } catch (error) {
        throw new Error(`run ${run}: ${JSON.stringify(bytes.toString("latin1"))}`, { cause: error });
      }
    }
  });
});
