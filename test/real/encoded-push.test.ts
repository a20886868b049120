import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { arbitraryExposition } from "../support/arbitrary-expositions.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { readSeries, toSeries } from "../support/scraped-series.ts";

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

describeWithReal("a real Pushgateway", { pushgateway: findPushgateway() }, () => {
  const running = new Map<string, RunningProgram>();

  beforeAll(async () => {
    for (const check of ["on", "off"] as const) {
      running.set(check, await startPushgateway({ check }));
    }
  });

  afterAll(async () => {
    for (const program of running.values()) {
      await program.stop();
    }
  });

  const pushAndScrape = async (check: string, families: readonly MetricFamily[]) => {
    const { url } = running.get(check)!;
    const group = `${url}/metrics/job/encode`;
    const body = encodeExposition(families);
    const pushed = await fetch(group, { method: "PUT", body, headers: { "Content-Type": PROTOBUF } });
    expect([pushed.status, await pushed.text()]).toEqual([check === "on" ? 200 : 202, ""]);
    // The Pushgateway queues a push before it answers 202, so a scrape may come before it.
    if (check === "off") {
      await untilQueueIsEmpty(url);
    }
    const page = await fetch(`${url}/metrics`);
    expect(page.status).toBe(200);
    return readSeries(await page.text(), "encode");
  };

  it.each(["on", "off"])("shows exactly what was encoded, with its check %s", async (check) => {
    await fc.assert(
      fc.asyncProperty(arbitraryExposition(), async (families) => {
        const scraped = await pushAndScrape(check, families);
        expect(Object.fromEntries(scraped)).toEqual(
          Object.fromEntries(toSeries(families, { job: "encode", instance: "" })),
        );
      }),
      { numRuns: 200, seed: 20261123 },
    );
  });
});

/** Pushes are applied in order, so the earlier ones are applied once this one is seen. */
const untilQueueIsEmpty = async (url: string): Promise<void> => {
  const marker = `${url}/metrics/job/marker`;
  const stamp = `t${process.hrtime.bigint()}`;
  await fetch(marker, { method: "PUT", body: `marker{stamp="${stamp}"} 1\n` });
  while (!(await (await fetch(`${url}/metrics`)).text()).includes(stamp)) {
    // Asked again at once, since it takes about a millisecond.
  }
};
