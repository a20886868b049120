import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findUnscraped } from "../support/native-fuzz/find-unscraped.ts";
import { fuzzPages } from "../support/native-fuzz/fuzz-pages.ts";
import { type Batch, PageCheck } from "../support/native-fuzz/page-check.ts";
import type { Pages } from "../support/native-histograms/page-server.ts";
import {
  findPrometheus3,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";

const RUNS = 5_000;
const SEED = 20_261_128;
const TIMEOUT_MS = 180_000;

describeWithReal(
  `${RUNS} mutated payloads with native histograms`,
  { pushgateway: findPushgateway(), "Prometheus 3": findPrometheus3() },
  () => {
    let pushgateway: RunningProgram;
    beforeAll(async () => {
      pushgateway = await startPushgateway({ check: "off" });
    });
    afterAll(() => pushgateway.stop());

    it(
      "are refused, or are on pages that the Pushgateway shows as pushed and Prometheus stores",
      async () => {
        const batches: Batch[] = [];
        const { accepted } = await fuzzPages({
          runs: RUNS,
          seed: SEED,
          pushgatewayUrl: pushgateway.url,
          onBatch: (batch) => {
            batches.push(batch);
          },
        });
        // A test that refuses everything would prove nothing.
        expect(accepted).toBeGreaterThan(RUNS / 10);
        const check = new PageCheck(pushgateway.url);
        const readAll = async (all: readonly Batch[]): Promise<readonly Pages[]> => {
          const pages: Pages[] = [];
          for (const batch of all) {
            pages.push(await check.readPages(batch));
          }
          return pages;
        };
        const lost = (await findUnscraped(await readAll(batches))).flatMap((index) => batches[index]!);
        const alone = lost.map((payload) => [payload]);
        const found = lost.length === 0 ? [] : await findUnscraped(await readAll(alone));
        expect(found.map((index) => lost[index]!.bytes.toString("base64"))).toEqual([]);
        expect(lost).toEqual([]);
      },
      TIMEOUT_MS,
    );
  },
);
