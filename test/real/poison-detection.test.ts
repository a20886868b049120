import { expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import type { Weakness } from "../support/poison/proxy-under-test.ts";
import { runPoison } from "../support/poison/run-poison.ts";
import { findPrometheus2, findPrometheus3, findPushgateway } from "../support/real-components.ts";

const STEPS = 500;
/** The same steps each time. With some other seeds a sweep reports what can break the page before it breaks. */
const SEED = 2;

const WEAKNESSES: readonly Weakness[] = ["no contracts", "types are not held", "placements are not held"];

describeWithReal("the poison test fails", { pushgateway: findPushgateway() }, () => {
  it.each(WEAKNESSES)(
    `by a broken page within ${STEPS} steps when %s`,
    async (weakness) => {
      const run = runPoison({
        steps: STEPS,
        seed: SEED,
        scrapes: "none",
        rival: "none",
        weakness,
      });
      await expect(run).rejects.toHaveProperty(
        "cause.message",
        expect.stringMatching(/^the page has the status/),
      );
    },
    60_000,
  );
});

describeWithReal(
  "the poison test fails",
  { pushgateway: findPushgateway(), "Prometheus 2": findPrometheus2(), "Prometheus 3": findPrometheus3() },
  () => {
    // Prometheus scrapes once a second, whatever the number of steps, so a later step can hide what an earlier one
    // broke. Then a sweep fails, since the Pushgateway's own API panics at some of these histograms.
    it("by a lost target or a failing sweep when native histograms are not checked", async () => {
      const run = runPoison({
        steps: 100_000,
        seed: SEED,
        scrapes: "text and protobuf",
        rival: "none",
        weakness: "native histograms are not judged",
      });
      await expect(run).rejects.toThrow(/^Prometheus lost the target|^Property failed/);
    }, 300_000);
  },
);
