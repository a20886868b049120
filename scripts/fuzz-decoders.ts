/**
 * Feeds every decoder with mutated and random bytes: `node scripts/fuzz-decoders.ts [--runs 1000000] [--seed 1] [--only
 * json]`.
 * Bytes with an invalid answer are kept in test/corpus/counterexamples/, where a test demands a name and the expected
 * answer.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createHostileBytes, FUZZ_TARGETS, type FuzzTarget } from "../test/support/decoder-fuzz.ts";
import { Random } from "../test/support/random.ts";

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});

const MAX_COUNTEREXAMPLES = 10;

const RUNS_A_TURN = 100;

const fuzz = async (target: FuzzTarget, runs: number, seed: number): Promise<number> => {
  const random = new Random(seed);
  const started = performance.now();
  let slowestMs = 0;
  let found = 0;
  for (let run = 0; run < runs && found < MAX_COUNTEREXAMPLES; run++) {
    // node:zlib releases memory only between turns of the event loop.
    if (run % RUNS_A_TURN === 0) {
      await setImmediate();
    }
    const bytes = createHostileBytes(target, random);
    const runStarted = performance.now();
    if (!holds(target, bytes)) {
      found++;
    }
    slowestMs = Math.max(slowestMs, performance.now() - runStarted);
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(
    `${target.name}: ${runs} runs, seed ${seed}, ${found} counterexamples, ${seconds} s, slowest ${slowestMs.toFixed(1)} ms\n`,
  );
  return found;
};

const holds = (target: FuzzTarget, bytes: Buffer): boolean => {
  try {
    target.run(bytes);
    return true;
  } catch (error) {
    process.stdout.write(
      `${target.name}: ${error instanceof Error ? error.stack : error}\n${keep(target, bytes)}\n`,
    );
    return false;
  }
};

const keep = ({ name }: FuzzTarget, bytes: Buffer): string => {
  const folder = `test/corpus/counterexamples/${name}`;
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.bin`;
  writeFileSync(file, bytes);
  return file;
};

const targets = FUZZ_TARGETS.filter(({ name }) => flags.only === undefined || name === flags.only);
let found = 0;
for (const target of targets) {
  found += await fuzz(target, Number(flags.runs), Number(flags.seed));
}
process.exitCode = found > 0 ? 1 : 0;
