import { describe, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import {
  FREEZE_PUSHGATEWAY,
  KILL_PRODUCT_DURING_START,
  killBoth,
  PUSHGATEWAY_KILLS,
  WIRE_DISTURBANCES,
} from "../support/disturbances/disturbances.ts";
import { type DisturbedRun, runDisturbances } from "../support/disturbances/run-disturbances.ts";
import { findPushgateway } from "../support/real-components.ts";

const GROUPS = 100;
const SEED = Number(process.env["DISTURBANCES_SEED"] ?? Math.floor(Math.random() * 0x7fff_ffff));
/** The aim is 10 s. A busy machine takes longer. */
const REPAIRED_WITHIN_MS = 25_000;
const TIMEOUT_MS = 180_000;

const judge = ({ violations, repairs, answers }: DisturbedRun): void => {
  const told = repairs.map(({ disturbance, tookMs }) => `${disturbance}: repaired after ${tookMs} ms`);
  console.info([`seed ${SEED}, answers ${JSON.stringify(answers)}`, ...told].join("\n"));
  expect(violations).toEqual([]);
  // `none`: the product itself was killed.
  expect(Object.keys(answers).filter((status) => !["200", "202", "none"].includes(status))).toEqual([]);
  expect(answers["200"]).toBeGreaterThan(GROUPS);
  for (const { disturbance, tookMs } of repairs) {
    expect([disturbance, tookMs < REPAIRED_WITHIN_MS]).toEqual([disturbance, true]);
  }
};

describeWithReal(
  "after a disturbance and one run each group holds the last answered value or a later one",
  { pushgateway: findPushgateway() },
  () => {
    describe(`with steady pushes and DELETEs to ${GROUPS} groups`, () => {
      it(
        "when the Pushgateway, the product or both are killed",
        async () => {
          const disturbances = [...PUSHGATEWAY_KILLS, KILL_PRODUCT_DURING_START, killBoth("an old file")];
          judge(await runDisturbances({ groups: GROUPS, disturbances, seed: SEED }));
        },
        TIMEOUT_MS,
      );

      it(
        "when the connection to the Pushgateway is disturbed, or the Pushgateway is frozen",
        async () => {
          const disturbances = [...WIRE_DISTURBANCES, FREEZE_PUSHGATEWAY];
          judge(await runDisturbances({ groups: GROUPS, disturbances, seed: SEED }));
        },
        TIMEOUT_MS,
      );
    });
  },
);
