import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPrometheus3, findPushgateway } from "../support/real-components.ts";
import { compareDetails } from "./fidelity/details.ts";
import { readFidelity, writeFidelity } from "./fidelity/fidelity-outcome.ts";
import { type FidelitySystem, startFidelitySystem } from "./fidelity/fidelity-system.ts";
import { buildProgram } from "./matrix/build-program.ts";
import { CLIENTS } from "./matrix/clients.ts";
import { invoke } from "./matrix/invoke.ts";

const TIMEOUT_MS = 10 * 60_000;

const isUpdating = process.env["UPDATE_CLIENTS_OUTCOME"] === "true";
const recorded = readFidelity();
const seen: Record<string, ReturnType<typeof compareDetails>> = {};

const PUSHERS = CLIENTS.filter(({ sendsDetails }) => sendsDetails);

/** The queries for everything that Prometheus has stored, and for values derived from it. */
const toQueries = (job: string): readonly string[] => [
  `{job="${job}",__name__!~"push.*"}`,
  ...[0.1, 0.5, 0.99].map((quantile) => `histogram_quantile(${quantile}, demo_native_seconds{job="${job}"})`),
  `histogram_quantile(0.9, demo_both_seconds{job="${job}"})`,
  `histogram_quantile(0.9, demo_both_seconds_bucket{job="${job}"})`,
  `histogram_quantile(0.9, demo_custom_seconds_bucket{job="${job}"})`,
  `histogram_count(demo_native_seconds{job="${job}"})`,
  ...[
    "demo_native_seconds",
    "demo_both_seconds",
    "demo_custom_seconds_count",
    "demo_jobs_total",
    "demo_size_bytes_count",
  ].map((name) => `start_timestamp(${name}{job="${job}"})`),
];

describe.each(PUSHERS)("$title, directly and through the proxy", (client) => {
  const job = `${client.id}-details`;
  const needs = { pushgateway: findPushgateway(), "Prometheus 3": findPrometheus3(), ...client.needs };
  describeWithReal(client.id, needs, () => {
    let system: FidelitySystem;
    beforeAll(async () => {
      const folder = await buildProgram(client);
      system = await startFidelitySystem();
      const report = await invoke(
        { folder, command: client.command },
        {
          action: "push",
          payload: "details",
          url: system.url,
          client: "granted",
          token: system.token,
          scheme: "basic",
          job,
        },
      );
      expect(report).toEqual({ ok: true });
      await waitForScrape(system, job);
    }, TIMEOUT_MS);
    afterAll(() => system?.close());

    it("has every field on both pages", async () => {
      const direct = await system.direct.readPage(job);
      const proxied = await system.proxied.readPage(job);
      expect(direct.length).toBeGreaterThan(4);
      expect(proxied).toEqual(direct);
    });

    it("has the details in docs/clients.md", async () => {
      const outcome = compareDetails(await system.direct.readPage(job), await system.proxied.readPage(job));
      seen[client.id] = outcome;
      expect(outcome).toEqual(isUpdating ? expect.anything() : recorded[client.id]);
    });

    it.each(toQueries(job))("is the same in Prometheus 3.16: %s", async (promql) => {
      const direct = await system.direct.query(promql);
      expect(direct).not.toEqual([]);
      expect(await system.proxied.query(promql)).toEqual(direct);
    });

    it("has the same exemplars in Prometheus 3.16", async () => {
      const direct = await system.direct.queryExemplars(`{job="${job}"}`);
      expect(direct).not.toEqual([]);
      expect(await system.proxied.queryExemplars(`{job="${job}"}`)).toEqual(direct);
    });
  });
});

afterAll(() => {
  if (isUpdating) {
    writeFidelity({ ...recorded, ...seen });
  }
});

const waitForScrape = async ({ direct, proxied }: FidelitySystem, job: string): Promise<void> => {
  const deadline = Date.now() + 60_000;
  for (const side of [direct, proxied]) {
    while ((await side.query(`{job="${job}",__name__=~"demo_.*"}`)).length === 0) {
      if (Date.now() > deadline) {
        throw new Error("Prometheus has not stored what was pushed");
      }
      await sleep(200);
    }
  }
};
