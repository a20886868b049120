import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createPushgatewayReader, READER_SETTINGS } from "../../lambda/adapters/pushgateway-reader.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { expectSoundPage, poisonCommands } from "../support/poison/commands.ts";
import { createProxyUnderTest } from "../support/poison/proxy-under-test.ts";
import { querySeries } from "../support/prometheus-query.ts";
import {
  findProgram,
  findPushgateway,
  type RunningProgram,
  startPrometheus,
  startPushgateway,
} from "../support/real-components.ts";

const STEPS = Number(process.env["POISON_STEPS"] ?? (process.env["CI"] === "true" ? 50_000 : 2_000));
const STEPS_A_RUN = 250;
const MINUTES_A_THOUSAND_STEPS = 0.2;

const prometheusBinary = findProgram("prometheus");

describeWithReal(
  "no accepted push breaks the scrape",
  { pushgateway: findPushgateway(), prometheus: prometheusBinary },
  () => {
    let pushgateway: RunningProgram;
    let prometheus: RunningProgram;

    beforeAll(async () => {
      pushgateway = await startPushgateway({ check: "off" });
      prometheus = await startPrometheus(prometheusBinary!, new URL(pushgateway.url).host);
    });

    afterAll(async () => {
      await prometheus?.stop();
      await pushgateway?.stop();
    });

    it(
      `over ${STEPS} pushes, deletions, sweeps and restarts, nor does Prometheus ever lose the target`,
      async () => {
        const tally = new Map<number, number>();
        const commands = fc.commands(poisonCommands, { maxCommands: STEPS_A_RUN, size: "max" });
        await fc.assert(
          fc.asyncProperty(commands, async (steps) => {
            await deleteAllGroups(pushgateway.url);
            const proxy = createProxyUnderTest(pushgateway.url);
            await fc.asyncModelRun(
              () => ({ model: {}, real: { proxy, pushgatewayUrl: pushgateway.url, tally } }),
              steps,
            );
            await proxy.sweep();
            await expectSoundPage(pushgateway.url);
          }),
          { numRuns: Math.ceil((2 * STEPS) / STEPS_A_RUN), endOnFailure: process.env["CI"] === "true" },
        );
        console.info(`answers: ${JSON.stringify(Object.fromEntries(tally))}`);
        // A test in which everything is refused would prove nothing.
        expect(tally.get(200) ?? 0).toBeGreaterThan(STEPS / 10);
        expect(tally.get(409) ?? 0).toBeGreaterThan(STEPS / 50);
        const up = await querySeries(prometheus.url, 'min_over_time(up{job="pushgateway"}[1h])');
        expect([...up.values()]).toEqual([1]);
      },
      60_000 + (STEPS / 1_000) * MINUTES_A_THOUSAND_STEPS * 60_000,
    );
  },
);

const deleteAllGroups = async (url: string): Promise<void> => {
  const reader = createPushgatewayReader(new URL(url), READER_SETTINGS);
  for await (const { key } of reader.readGroups()) {
    await fetch(`${url}${key.path}`, { method: "DELETE" });
  }
  // Deletions are queued: what is read next must not see what they remove.
  for await (const _ of reader.readGroups()) {
    await deleteAllGroups(url);
    return;
  }
};
