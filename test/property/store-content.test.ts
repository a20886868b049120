import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { type Needs, toNeeds, toNeedsOfSeen } from "../../lambda/store/contracts/needs.ts";
import { decodeContent, encodeContent } from "../../lambda/store/groups/content.ts";
import { toFingerprint } from "../../lambda/store/groups/fingerprint.ts";
import { toOwnFamilies } from "../../lambda/store/groups/own-families.ts";
import { arbitraryExposition } from "../support/arbitrary-expositions.ts";

const KEY = GroupingKey.of("backup", [{ name: "la", value: "in the key" }]);
const TRACKED = new Set(["la", "lb", "lX"]);

const ownExposition = arbitraryExposition().map((families) => toOwnFamilies(families, KEY));

/** Replaces every number that is not a bound or a quantile. */
const withOtherValues = (family: MetricFamily): MetricFamily => {
  switch (family.type) {
    case "summary":
      return {
        ...family,
        metrics: family.metrics.map((metric) => ({
          ...metric,
          sum: 4,
          count: 2,
          quantiles: metric.quantiles.map((one) => ({ ...one, value: 7 })),
        })),
      };
    case "histogram":
    case "gaugehistogram":
      return {
        ...family,
        metrics: family.metrics.map((metric) => ({
          ...metric,
          sum: 4,
          count: 3,
          buckets: metric.buckets.map((bucket) => ({ ...bucket, cumulativeCount: 3 })),
        })),
      };
    default:
      return { ...family, metrics: family.metrics.map((metric) => ({ ...metric, value: 3 })) };
  }
};

describe("the content of a group", () => {
  it("is read back so that it has the same bytes, fingerprint and needs", () => {
    fc.assert(
      fc.property(ownExposition, (families) => {
        const content = encodeContent(families);
        const back = decodeContent(content);
        expect(encodeContent(back)).toEqual(content);
        expect(toFingerprint(back, "t", TRACKED)).toBe(toFingerprint(families, "t", TRACKED));
        expect(toNeeds(back, KEY, TRACKED)).toEqual(toNeeds(families, KEY, TRACKED));
      }),
    );
  });

  it("has the same needs as what the Pushgateway shows of it", () => {
    fc.assert(
      fc.property(ownExposition, (families) => {
        const shown = families.map(({ name, type, metrics }) => ({
          name,
          type,
          labels: metrics.map(
            ({ labels: { names, values } }): Record<string, string> => ({
              ...Object.fromEntries(names.map((label, index) => [label, values[index]!])),
              job: KEY.job,
              la: "in the key",
              lb: names.includes("lb") ? values[names.indexOf("lb")]! : "",
            }),
          ),
        }));
        expect(sorted(toNeedsOfSeen(shown, KEY, TRACKED))).toEqual(sorted(toNeeds(families, KEY, TRACKED)));
      }),
    );
  });
});

/** The order of labels is random. */
const sorted = ({ names, placements }: Needs) => ({
  names,
  placements: placements.map((need) => JSON.stringify(need)).sort(),
});

describe("toFingerprint", () => {
  it("does not depend on values and HELP", () => {
    fc.assert(
      fc.property(ownExposition, (families) => {
        const others = families.map((family) => ({ ...withOtherValues(family), help: "other" }));
        expect(toFingerprint(others as readonly MetricFamily[], "t", TRACKED)).toBe(
          toFingerprint(families, "t", TRACKED),
        );
      }),
    );
  });

  it("depends on the structure: equal for equal structures, different for different ones", () => {
    fc.assert(
      fc.property(ownExposition, ownExposition, (a, b) => {
        expect(toFingerprint(a, "t", TRACKED) === toFingerprint(b, "t", TRACKED)).toBe(
          structureOf(a) === structureOf(b),
        );
      }),
    );
  });

  it("depends on the table and the tracked labels", () => {
    const fingerprint = toFingerprint([], "t", TRACKED);
    expect(toFingerprint([], "u", TRACKED)).not.toBe(fingerprint);
    expect(toFingerprint([], "t", new Set(["la", "lb"]))).not.toBe(fingerprint);
    expect(toFingerprint([], "t", new Set(["lX", "lb", "la"]))).toBe(fingerprint);
  });
});

const structureOf = (families: readonly MetricFamily[]): string =>
  JSON.stringify(
    families.map(({ name, type, metrics }) => [
      name,
      type,
      metrics.map((metric) => [
        metric.labels,
        "buckets" in metric
          ? metric.buckets.map(({ upperBound }) => String(upperBound)).filter((bound) => bound !== "Infinity")
          : [],
        "quantiles" in metric ? metric.quantiles.map(({ quantile }) => String(quantile)) : [],
      ]),
    ]),
  );
