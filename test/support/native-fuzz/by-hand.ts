/**
 * Mutated payloads with native histograms, longer than CI has time for: `node test/support/native-fuzz/by-hand.ts
 * <runs> <seed>`.
 * Several may run in parallel with different seeds. The last line is `valid` or the problem.
 */
import { startPushgateway } from "../real-components.ts";
import { fuzzPages, type Progress } from "./fuzz-pages.ts";

const [runs = "10000", seed = "1"] = process.argv.slice(2);
const PAGES_A_REPORT = 100;

const show = (progress: Progress): void =>
  console.info(`${new Date().toISOString()} seed ${seed}: ${JSON.stringify(progress)}`);

const pushgateway = await startPushgateway({ check: "off" });
try {
  const progress = await fuzzPages({
    runs: Number(runs),
    seed: Number(seed),
    pushgatewayUrl: pushgateway.url,
    onBatch: (_, soFar) => {
      if (soFar.pages % PAGES_A_REPORT === 0) {
        show(soFar);
      }
    },
  });
  show(progress);
  console.info("valid");
} finally {
  await pushgateway.stop();
}
