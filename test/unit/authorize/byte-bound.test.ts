import { describe, expect, it } from "@jest/globals";
import { ByteBound } from "../../../lambda/authorize/byte-bound.ts";
import type { Limits } from "../../../lambda/model/client.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { histogram, sample, sampleFamily, summary } from "../../support/expositions.ts";

const NO_LIMIT = 1_000_000;

type ByteLimits = Pick<Limits, "relayedBytes" | "scrapedBytes" | "seriesBytes">;

/** Whether a push of these families may exceed the limits. `characters` is the length of each metric's labels. */
const mayExceed = (limits: Partial<ByteLimits>, families: readonly MetricFamily[], characters: number) => {
  const all = { relayedBytes: NO_LIMIT, scrapedBytes: NO_LIMIT, seriesBytes: NO_LIMIT, ...limits };
  const bound = new ByteBound(all as Limits);
  for (const family of families) {
    bound.addFamily(family);
    for (const metric of family.metrics) {
      bound.addMetric(metric, characters);
    }
  }
  return bound.mayExceed;
};

const family = (type: MetricFamily["type"], metrics: MetricFamily["metrics"]): MetricFamily =>
  ({ type, name: "name", help: "help", metrics, at: 0 }) as MetricFamily;

const FAMILY = 64 + 3 * (4 + 4);
/** A series with one label and six characters of labels. */
const SERIES = 3 * (4 + 6) + 64 + 24;

const LABELS = { a: "12345" };

describe("the bound of a push's bytes", () => {
  it.each<[string, MetricFamily, number]>([
    ["a family without series", sampleFamily("gauge", "name", [], "help"), FAMILY],
    ["a gauge", family("gauge", [sample(1, LABELS)]), FAMILY + SERIES],
    ["two labels", family("gauge", [sample(1, { a: "12", b: "34" })]), FAMILY + SERIES + 24],
    ["two gauges", family("gauge", [sample(1, LABELS), sample(1, LABELS)]), FAMILY + 2 * SERIES],
    // Two buckets, sum and count.
    [
      "a histogram",
      family("histogram", [
        histogram(
          [
            [1, 1],
            [Infinity, 2],
          ],
          { sum: 1, count: 2 },
          LABELS,
        ),
      ]),
      FAMILY + 4 * SERIES,
    ],
    [
      "a gauge histogram",
      family("gaugehistogram", [
        histogram(
          [
            [1, 1],
            [Infinity, 2],
          ],
          { sum: 1, count: 2 },
          LABELS,
        ),
      ]),
      FAMILY + 4 * SERIES,
    ],
    // One quantile, sum and count.
    [
      "a summary",
      family("summary", [summary([[0.5, 1]], { sum: 1, count: 2 }, LABELS)]),
      FAMILY + 3 * SERIES,
    ],
  ])("counts %s", (_, pushed, bytes) => {
    expect(mayExceed({ relayedBytes: bytes }, [pushed], 6)).toBe(false);
    expect(mayExceed({ relayedBytes: bytes - 1 }, [pushed], 6)).toBe(true);
    expect(mayExceed({ scrapedBytes: bytes }, [pushed], 6)).toBe(false);
    expect(mayExceed({ scrapedBytes: bytes - 1 }, [pushed], 6)).toBe(true);
  });

  it("adds up families", () => {
    const families = [family("gauge", []), family("gauge", [])];
    expect(mayExceed({ relayedBytes: 2 * FAMILY }, families, 6)).toBe(false);
    expect(mayExceed({ relayedBytes: 2 * FAMILY - 1 }, families, 6)).toBe(true);
  });

  it("compares each series with its own limit", () => {
    const gauge = [family("gauge", [sample(1, LABELS)])];
    expect(mayExceed({ seriesBytes: 3 * (4 + 6) }, gauge, 6)).toBe(false);
    expect(mayExceed({ seriesBytes: 3 * (4 + 6) - 1 }, gauge, 6)).toBe(true);
  });
});
