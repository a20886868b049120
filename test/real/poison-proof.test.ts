import { expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { runPoison } from "../support/poison/run-poison.ts";
import { findPrometheus2, findPrometheus3, findPushgateway } from "../support/real-components.ts";
import { toRuns } from "../support/test-length.ts";

const STEPS = Number(process.env["POISON_STEPS"] ?? toRuns({ short: 2_000, full: 50_000 }));
const COMPARED_STEPS = Number(process.env["POISON_COMPARED_STEPS"] ?? toRuns({ short: 1_000, full: 3_000 }));
const SEED = Number(process.env["POISON_SEED"] ?? Math.floor(Math.random() * 0x7fff_ffff));
const MS_A_STEP = 25;

describeWithReal(
  "no accepted push breaks the scrape",
  { pushgateway: findPushgateway(), "Prometheus 2": findPrometheus2(), "Prometheus 3": findPrometheus3() },
  () => {
    it(
      `over ${STEPS} pushes, deletions, sweeps and restarts, and Prometheus never loses the target`,
      async () => {
        const tally = await runPoison({
          steps: STEPS,
          seed: SEED,
          scrapes: "text and protobuf",
          rival: "none",
          weakness: "none",
        });
        console.info(`seed ${SEED}: ${tally}`);
        // A test that refuses everything, or lets nothing expire, would prove nothing.
        expect(tally.of("200")).toBeGreaterThan(STEPS / 10);
        expect(tally.of("409")).toBeGreaterThan(STEPS / 50);
        expect(tally.of("groups expired")).toBeGreaterThan(STEPS / 500);
      },
      60_000 + STEPS * MS_A_STEP,
    );

    it(
      `over ${COMPARED_STEPS} steps refuses what a checking Pushgateway would accept only for known reasons`,
      async () => {
        const tally = await runPoison({
          steps: COMPARED_STEPS,
          seed: SEED,
          scrapes: "none",
          rival: "ask",
          weakness: "none",
        });
        console.info(`seed ${SEED}: ${tally}`);
        const refused = tally.of("409");
        console.info(`${tally.of("409, taken")} of ${refused} refusals would have been taken`);
        expect(refused).toBeGreaterThan(COMPARED_STEPS / 50);
        // For instance, an intentionally odd payload whose second family of a name makes the Pushgateway forget the
        // first.
        expect(tally.of("409, taken: another reason")).toBeLessThan(refused / 50);
      },
      60_000 + COMPARED_STEPS * 4 * MS_A_STEP,
    );
  },
);
