import { describe, expect, it } from "@jest/globals";
import type {
  Histogram,
  HistogramType,
  LabelSet,
  MetricFamily,
  SampleType,
} from "../../../lambda/model/exposition.ts";
import { toFingerprint } from "../../../lambda/store/groups/fingerprint.ts";
import { histogram, NO_OBSERVATIONS, sample, sampleFamily, summary } from "../../support/expositions.ts";

const TRACKED = new Set(["instance"]);
const INF = Number.POSITIVE_INFINITY;

const fingerprint = (...families: readonly MetricFamily[]): string =>
  toFingerprint(families, "groups", TRACKED);

const samples = (type: SampleType, ...labels: readonly Readonly<Record<string, string>>[]): MetricFamily =>
  sampleFamily(
    type,
    "a",
    labels.map((one) => sample(1, one)),
  );

const histograms = (type: HistogramType, ...metrics: readonly Histogram[]): MetricFamily => ({
  type,
  name: "h",
  help: "",
  metrics,
  at: 0,
});

const bounded = (...bounds: readonly number[]): Histogram => histogram(bounds.map((bound) => [bound, 1]));

const quantiles = (...values: readonly number[]): MetricFamily => ({
  type: "summary",
  name: "s",
  help: "",
  metrics: [summary(values.map((value) => [value, 1]))],
  at: 0,
});

const withLabels = (...labels: readonly LabelSet[]): MetricFamily => ({
  type: "gauge",
  name: "a",
  help: "",
  metrics: labels.map((one) => ({ labels: one, value: 1, at: 0 })),
  at: 0,
});

describe("the fingerprint of a group", () => {
  // Functions of two versions overwrite each other's groups only if the prints are equal. So a change here needs
  // another FORMAT_VERSION.
  it.each<[string, string, readonly MetricFamily[]]>([
    ["no family", "scwLm0yVC_2BurRtP_-AhvDzLoNblSpv", []],
    ["counters", "j92Ce9De_xKSNITBaQjSuO-BR6CvJtvQ", [samples("counter", { l: "x" }, { l: "y" })]],
    ["gauges", "8O5OEQErLvh-Qi4mR6bNt78iaZP89OPw", [samples("gauge", {}, { l: "é", m: "z" })]],
    [
      "series of several shapes",
      "xj5kOehWmrUHZOvFTizu6X6udrONh0_P",
      [
        withLabels(
          { names: ["l", "m"], values: ["1", "2"] },
          { names: ["l", "m"], values: ["3", "4"] },
          { names: ["l"], values: ["5"] },
          { names: ["m"], values: ["6"] },
          { names: ["m", "n"], values: ["7", "8"] },
          { names: ["m"], values: ["9"] },
        ),
      ],
    ],
    ["untyped samples", "WMsYBozszAdgDy7RIpoI5vhNd2pUx5eq", [samples("untyped", {})]],
    ["a summary", "XtnYdcqlpd5YglsXu2AzWKH3rNRLgs5C", [quantiles(0.5, 0.99)]],
    ["a histogram", "8N0Rur31sMP2P97txRPsBbR-4sZvdJAT", [histograms("histogram", bounded(0.1, 5, INF))]],
    ["a gauge histogram", "wRgPMKiZ5Ji8r9H9zRJzPPS6OaPBkzHZ", [histograms("gaugehistogram", bounded(0.1))]],
    [
      "a native histogram",
      "U73gZniEqzm8FTRvKu_6WoBS2s2pVO4o",
      [histograms("histogram", { ...bounded(), native: NO_OBSERVATIONS })],
    ],
  ])("does not change between versions of the proxy: %s", (_, expected, families) => {
    expect(fingerprint(...families)).toBe(expected);
  });

  it.each<[string, MetricFamily, MetricFamily]>([
    ["names", samples("gauge", {}), { ...samples("gauge", {}), name: "b" }],
    ["types", samples("gauge", {}), samples("counter", {})],
    ["types of histograms", histograms("histogram"), histograms("gaugehistogram")],
    ["numbers of series", samples("gauge", { l: "x" }), samples("gauge", { l: "x" }, { l: "x" })],
    ["label names", samples("gauge", { l: "x" }), samples("gauge", { m: "x" })],
    ["the last label names", samples("gauge", { l: "x", m: "y" }), samples("gauge", { l: "x", n: "y" })],
    ["label values", samples("gauge", { l: "x" }), samples("gauge", { l: "y" })],
    ["label names of a later series", samples("gauge", {}, { l: "x" }), samples("gauge", {}, { m: "x" })],
    [
      "names of a later series",
      samples("gauge", { l: "x" }, { l: "y" }),
      samples("gauge", { l: "x" }, { m: "y" }),
    ],
    ["label values of a later series", samples("gauge", {}, { l: "x" }), samples("gauge", {}, { l: "y" })],
    ["quantiles", quantiles(0.5), quantiles(0.6)],
    ["numbers of quantiles", quantiles(), quantiles(0)],
    ["bounds", histograms("histogram", bounded(1, 2)), histograms("histogram", bounded(1, 3))],
    ["numbers of bounds", histograms("histogram", bounded(1)), histograms("histogram", bounded(1, 2))],
    [
      "native buckets beside classic ones",
      histograms("histogram", bounded(1)),
      histograms("histogram", { ...bounded(1), native: NO_OBSERVATIONS }),
    ],
  ])("differs if %s do", (_, a, b) => {
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });

  it("distinguishes families and labels, not only their concatenated texts", () => {
    const named = (...names: string[]) => names.map((name) => ({ ...samples("gauge"), name }));
    expect(fingerprint(...named("a", "bc"))).not.toBe(fingerprint(...named("ab", "c")));
    expect(toFingerprint([], "t", new Set(["ab", "c"]))).not.toBe(
      toFingerprint([], "t", new Set(["a", "bc"])),
    );
  });

  it("is the same whether series share a list of label names or not", () => {
    const names = ["l", "m"];
    const shared = withLabels({ names, values: ["x", "y"] }, { names, values: ["x", "z"] });
    const apart = withLabels(
      { names: ["l", "m"], values: ["x", "y"] },
      { names: ["l", "m"], values: ["x", "z"] },
    );
    expect(fingerprint(shared)).toBe(fingerprint(apart));
  });

  it("is the same whether the bucket +Inf was pushed or not, since it is always exposed", () => {
    for (const bounds of [[], [1, 2]]) {
      expect(fingerprint(histograms("histogram", bounded(...bounds, INF)))).toBe(
        fingerprint(histograms("histogram", bounded(...bounds))),
      );
    }
  });

  it("does not depend on values and HELP", () => {
    const family = sampleFamily("gauge", "a", [sample(1)], "one");
    expect(fingerprint(family)).toBe(fingerprint(sampleFamily("gauge", "a", [sample(2)], "two")));
  });

  it("depends on the table and on the set of tracked labels", () => {
    const of = (table: string, ...labels: string[]): string => toFingerprint([], table, new Set(labels));
    expect(of("other", "a", "b")).not.toBe(of("groups", "a", "b"));
    expect(of("groups", "a")).not.toBe(of("groups", "a", "b"));
    expect(of("groups", "b", "a")).toBe(of("groups", "a", "b"));
  });

  it("has 32 characters that a URL may contain", () => {
    expect(fingerprint()).toMatch(/^[\w-]{32}$/);
  });
});
