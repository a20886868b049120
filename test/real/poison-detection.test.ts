import { expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import type { Weakness } from "../support/poison/proxy-under-test.ts";
import { runPoison } from "../support/poison/run-poison.ts";
import { findPushgateway } from "../support/real-components.ts";

const STEPS = 500;
/** The same steps each time. With some others a sweep tells of what can break the page before it does. */
const SEED = 2;

const WEAKNESSES: readonly Exclude<Weakness, "none">[] = [
  "no contracts",
  "types are not held",
  "placements are not held",
];

describeWithReal("the poison test fails", { pushgateway: findPushgateway() }, () => {
  it.each(WEAKNESSES)(
    `by a broken page within ${STEPS} steps where %s`,
    async (weakness) => {
      const run = runPoison({
        steps: STEPS,
        seed: SEED,
        prometheusBinary: undefined,
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
