/**
 * The poison test by hand, longer than CI has time for: `node test/support/poison/by-hand.ts <steps> <seed> [ask]`.
 * Several may run in parallel with different seeds. The last line is `valid` or the problem.
 */
import { runPoison } from "./run-poison.ts";
import type { Tally } from "./tally.ts";

const [steps = "2000", seed = "1", rival] = process.argv.slice(2);
const startedMs = Date.now();

const show = (tally: Tally): void => {
  const seconds = (Date.now() - startedMs) / 1_000;
  console.info(`${seconds.toFixed(0)} s, ${(tally.of("steps") / seconds).toFixed(0)} steps/s: ${tally}`);
};

let shownMs = startedMs;
const tally = await runPoison({
  steps: Number(steps),
  seed: Number(seed),
  scrapes: "text and protobuf",
  rival: rival === "ask" ? "ask" : "none",
  weakness: "none",
  report: (soFar) => {
    if (Date.now() - shownMs < 30_000) {
      return;
    }
    shownMs = Date.now();
    show(soFar);
  },
});
show(tally);
console.info("valid");
