import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { DELIMITED_PROTOBUF } from "../../lambda/model/format.ts";
import type { ContentEncoding } from "../../lambda/model/push-request.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { gauge, histogram, sample, sampleFamily, summary, untyped } from "../support/expositions.ts";
import { findPushgateway, type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { readSeries, toSeries } from "../support/scraped-series.ts";
import { compressSnappy } from "../support/snappy-frames.ts";
import { encodeWithLibrary } from "../support/wire-oracle.ts";
import { writeJson, writeOpenMetrics, writeText } from "../support/write-expositions.ts";

const CONFIG = `
clients:
  - id: test
    grants:
      - { methods: [PUT], job: test, metrics: ["*"] }
`;

const LABELS = { path: 'C:\\temp\\"new"\nline', unit: "µs 😀" };

const GAUGES: readonly MetricFamily[] = [
  gauge("rt_smallest", Number.MIN_VALUE),
  gauge("rt_exact", 0.1 + 0.2),
  gauge("rt_nothing", Number.NaN),
  gauge("rt_endless", Number.NEGATIVE_INFINITY),
];

/** Every type, and values that are easily lost: escapes, the limits of numbers, fractional counts. */
const EVERYTHING: readonly MetricFamily[] = [
  ...GAUGES,
  sampleFamily(
    "counter",
    "rt_builds_total",
    [sample(9_007_199_254_740_991), sample(Number.MAX_VALUE, LABELS)],
    'Builds \\ with "quotes"\nin two lines.',
  ),
  untyped("rt_unknown", -1.5, LABELS),
  {
    type: "histogram",
    name: "rt_duration_seconds",
    help: "Durations.",
    metrics: [
      histogram([[-0.5, 1], [0.1, 2.5], [1e300, 3], [Number.POSITIVE_INFINITY, 4.25]], { sum: -3.5, count: 4.25 }, LABELS),
      histogram([[Number.POSITIVE_INFINITY, 0]], { sum: 0, count: 0 }),
    ],
    at: 0,
  },
  {
    type: "gaugehistogram",
    name: "rt_waiting",
    help: "",
    metrics: [histogram([[1, 2], [Number.POSITIVE_INFINITY, 3]], { sum: 7, count: 3 })],
    at: 0,
  },
  {
    type: "summary",
    name: "rt_size_bytes",
    help: "",
    metrics: [summary([[0, 1], [0.5, Number.NaN], [1, 3]], { sum: 4, count: 2 ** 53 }, LABELS)],
    at: 0,
  },
]; // biome-ignore format: tables

const writeShorthand = (families: readonly MetricFamily[]): string =>
  JSON.stringify(
    Object.fromEntries(
      families.map(({ name, metrics }) => {
        const { value } = metrics[0] as { readonly value: number };
        return [name, Number.isFinite(value) ? value : String(value).replace("Infinity", "Inf")];
      }),
    ),
  );

type Write = (families: readonly MetricFamily[]) => string | Uint8Array;

const FORMATS: readonly (readonly [string, Write, string, readonly MetricFamily[]])[] = [
  ["the text format", writeText, "text/plain; version=0.0.4", EVERYTHING],
  ["OpenMetrics", writeOpenMetrics, "application/openmetrics-text; version=1.0.0", EVERYTHING],
  ["protobuf", encodeWithLibrary, DELIMITED_PROTOBUF, EVERYTHING],
  ["JSON", writeJson, "application/json", EVERYTHING],
  ["JSON's shorthand", writeShorthand, "application/json", GAUGES],
];

const COMPRESS: Readonly<Record<ContentEncoding, (payload: Buffer) => Uint8Array>> = {
  identity: (payload) => payload,
  gzip: (payload) => gzipSync(payload),
  zstd: (payload) => zstdCompressSync(payload),
  snappy: compressSnappy,
};

const CASES = FORMATS.flatMap(([format, write, contentType, families]) =>
  (Object.keys(COMPRESS) as ContentEncoding[]).map(
    (encoding) => [format, encoding, { write, contentType, families }] as const,
  ),
);

describeWithReal(
  "a push in any format, scraped from a real Pushgateway",
  { pushgateway: findPushgateway() },
  () => {
    let pushgateway: RunningProgram;
    let proxy: RunningProxy;

    beforeAll(async () => {
      pushgateway = await startPushgateway({ check: "off" });
      proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
    }, 60_000);

    afterAll(async () => {
      await proxy?.stop();
      await pushgateway?.stop();
    });

    const put = (contentType: string, encoding: ContentEncoding, body: Uint8Array): Promise<Response> =>
      fetch(`${proxy.url}/metrics/job/test`, {
        method: "PUT",
        headers: {
          Authorization: proxy.authorization["test"] ?? "",
          "Content-Type": contentType,
          "Content-Encoding": encoding,
        },
        body: body as Uint8Array<ArrayBuffer>,
      });

    it.each(CASES)(
      "%s, %s: the series equal the sent ones",
      async (_, encoding, { write, contentType, families }) => {
        const body = COMPRESS[encoding](Buffer.from(write(families) as string));
        const response = await put(contentType, encoding, body);
        expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("pushed")]);
        const page = await (await fetch(`${pushgateway.url}/metrics`)).text();
        expect([...readSeries(page, "test")].sort()).toEqual(
          [...toSeries(families, { job: "test", instance: "" })].sort(),
        );
        expect(typesOf(page)).toEqual(families.map(toTypeLine).sort());
      },
    );
  },
);

/** The page in the text format has no gauge histograms. */
const toTypeLine = ({ name, type }: MetricFamily): string =>
  `${name} ${type === "gaugehistogram" ? "histogram" : type}`;

const typesOf = (page: string): readonly string[] =>
  [...page.matchAll(/^# TYPE (rt_.*)$/gm)].map(([, text]) => text!).sort();
