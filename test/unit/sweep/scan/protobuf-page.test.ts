import { describe, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../../lambda/model/grouping-key.ts";
import { ProtobufPage } from "../../../../lambda/sweep/scan/protobuf-page.ts";
import { histogram, sample } from "../../../support/expositions.ts";

const KEY = GroupingKey.of("j", [{ name: "x", value: "1" }]);
const CREATED = { seconds: 1, nanos: 0 };

const counter = (labels: Readonly<Record<string, string>>, extras = {}): MetricFamily => ({
  type: "counter",
  name: "c_total",
  help: "",
  at: 0,
  metrics: [{ ...sample(1, labels), ...extras }],
});

describe("a page as protobuf", () => {
  it("completes the metrics of one group, and leaves those of others unchanged", () => {
    const page = new ProtobufPage();
    page.add(counter({ a: "b", job: "j", x: "1" }, { created: CREATED }));
    page.add(counter({ a: "c", job: "j" }, { created: CREATED }));
    expect(page.complete([counter({ a: "b" }), counter({ a: "c" })], KEY)).toEqual([
      counter({ a: "b" }, { created: CREATED }),
      counter({ a: "c" }),
    ]);
  });

  it("has all buckets of gauge histograms, which the JSON lacks", () => {
    const gaugehistogram = (buckets: readonly (readonly [number, number])[]): MetricFamily => ({
      type: "gaugehistogram",
      name: "g",
      help: "",
      at: 0,
      metrics: [histogram(buckets, { sum: 1, count: 1 })],
    });
    const page = new ProtobufPage();
    const shown = gaugehistogram([[1, 1]]);
    const metrics = shown.metrics.map((metric) => ({
      ...metric,
      labels: sample(1, { job: "j", x: "1" }).labels,
    }));
    page.add({ ...shown, metrics } as MetricFamily);
    expect(page.complete([gaugehistogram([])], KEY)).toEqual([shown]);
  });

  it("gives families the unit from the page", () => {
    const page = new ProtobufPage();
    page.add({ ...counter({}), unit: "seconds" });
    expect(page.complete([counter({})], KEY)).toEqual([{ ...counter({}), unit: "seconds" }]);
  });
});
