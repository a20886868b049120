import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeText } from "../../lambda/decode/text/decode-text.ts";
import type { HistogramFamily, MetricFamily } from "../../lambda/model/exposition.ts";
import type { Issue } from "../../lambda/model/issue.ts";
import { encodeExposition } from "../../lambda/relay/encode.ts";
import { createValidator } from "../../lambda/validate/validate.ts";
import { readCounterexamples } from "../support/counterexamples.ts";
import { toDecodedPush } from "../support/decoded-pushes.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { createKeepAliveClient, type KeepAliveClient } from "../support/keep-alive-client.ts";
import { mutatedPayloads } from "../support/mutated-payloads.ts";
import { findFreePort, findProgram, type RunningProgram, startProgram } from "../support/real-components.ts";
import { readSamples, toSeries } from "../support/scraped-series.ts";

/**
 * The long run is one of several at once, each with a seed of its own:
 * `DIFFERENTIAL_RUNS=250000 DIFFERENTIAL_SEED=1 npm test -- test/integration/differential`.
 */
const RUNS = Number(process.env["DIFFERENTIAL_RUNS"] ?? (process.env["CI"] === "true" ? 20_000 : 2_000));
const SEED = Number(process.env["DIFFERENTIAL_SEED"] ?? 20_261_123);

/** Where the proxy is stricter than the Pushgateway's own parser and check, and why. */
const STRICTER: ReadonlyMap<string, string> = new Map([
  // Takes the scrape down, or forges what is another's.
  ["metric-name-reserved", "up, scrape_… and the push times would be taken for another's"],
  ["bucket-repeated", "equal bounds written differently are duplicate samples to Prometheus"],
  ["quantile-repeated", "equal quantiles written differently are duplicate samples to Prometheus"],
  ["name-collision", "a gauge histogram owns its suffixes, too, which the check does not know"],
  // The Pushgateway loses something without a word.
  ["bucket-without-le", "the bucket is dropped"],
  ["bucket-bound-invalid", "the bound NaN is dropped"],
  ["quantile-missing", "the sample is dropped"],
  ["quantile-invalid", "the quantile NaN is dropped"],
  ["sample-out-of-place", "the sample is dropped"],
  ["label-misplaced", "the label is dropped"],
  ["label-repeated", "of two bounds or quantiles on a sum or count both are dropped"],
  ["series-repeated", "of two sums or counts the last one is kept"],
  ["count-invalid", "counts of summaries are cut to whole numbers, NaN and Inf become anything"],
  // What is meant cannot be known.
  ["metric-name-missing", "quoted names, and labels without a name"],
  ["comment-name-invalid", "quoted names"],
  ["metric-name-expected", "quoted names"],
  ["label-name-expected", "quoted names"],
  ["label-equals-expected", "a name that runs into a quoted one, which alone is kept"],
  ["metric-name-unfinished", "a name that runs into its value"],
  ["type-unknown", "backslashes in a type are skipped"],
  ["newlines-lost", "a payload of one line that is a comment"],
  // Wrong by the definition of the type; proxy.yaml can relax these.
  ["bucket-infinite-missing", "a histogram without +Inf"],
  ["bucket-not-cumulative", "buckets that fall"],
  ["bucket-count-mismatch", "a count that is not the +Inf bucket"],
  ["counter-value-invalid", "negative counters"],
  ["quantile-out-of-range", "quantiles beyond 0 and 1"],
  ["help-after-samples", "HELP after samples"],
]);

/** What the proxy forgives and the Pushgateway does not. */
const TOLERATED = new Set([
  "carriage-returns",
  "trailing-blanks",
  "byte-order-mark",
  "final-newline-missing",
  "type-unknown-as-untyped",
]);

const COUNTEREXAMPLES = readCounterexamples()
  .filter(({ format }) => format === "text")
  .map(({ bytes }): [string] => [bytes.toString("utf8")]);

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway" });

type Judgement =
  | {
      readonly isAccepted: true;
      readonly families: readonly MetricFamily[];
      readonly notes: readonly Issue[];
    }
  | { readonly isAccepted: false; readonly codes: readonly string[] };

const judge = (payload: string): Judgement => {
  const decoded = decodeText(Buffer.from(payload));
  if (!decoded.ok) {
    return { isAccepted: false, codes: decoded.error.issues.map(({ code }) => code) };
  }
  const sound = validate(toDecodedPush(decoded.value));
  return sound.ok
    ? { isAccepted: true, families: sound.value.exposition.families, notes: decoded.value.notes }
    : { isAccepted: false, codes: sound.error.issues.map(({ code }) => code) };
};

const GROUP = "/metrics/job/test";
const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

interface Answer {
  readonly isAccepted: boolean;
  readonly text: string;
}

/** Puts a body; one that makes the parser panic is refused, too. */
const put = async (
  client: KeepAliveClient,
  body: string | Uint8Array,
  contentType: string,
): Promise<Answer> => {
  try {
    const { status, text } = await client.put(GROUP, body, contentType);
    return { isAccepted: status === 200, text };
  } catch (error) {
    return { isAccepted: false, text: String(error) };
  }
};

type Samples = Iterable<readonly [identity: string, value: number]>;

const scrape = async (client: KeepAliveClient): Promise<Samples> => {
  const { status, text } = await client.get("/metrics");
  expect(status).toBe(200);
  return readSamples(text, "test");
};

/** Lines in order. Empty labels are none, and bounds are numbers, however they are written. */
const inOrder = (samples: Samples): readonly string[] =>
  [...samples].map(([identity, value]) => `${normalize(identity)} ${value}`).sort();

const normalize = (identity: string): string => {
  const [name, labels] = JSON.parse(identity) as [string, [string, string][]];
  const kept = labels
    .filter(([, value]) => value !== "")
    .map(([label, value]) => [label, label === "le" || label === "quantile" ? toNumeric(value) : value]);
  return JSON.stringify([name, kept]);
};

const toNumeric = (value: string): string => String(Number(value.replace(/Inf(?!inity)/, "Infinity")));

/** The proxy relays a missing count as that of the +Inf bucket; the Pushgateway exposes 0. */
const withCounts = (families: readonly MetricFamily[]): readonly MetricFamily[] =>
  families.map((family) =>
    isHistogramFamily(family)
      ? {
          ...family,
          metrics: family.metrics.map((metric) => ({
            ...metric,
            count: metric.count ?? metric.buckets.at(-1)?.cumulativeCount,
          })),
        }
      : family,
  );

const isHistogramFamily = (family: MetricFamily): family is HistogramFamily =>
  family.type === "histogram" || family.type === "gaugehistogram";

const hasAllCounts = (families: readonly MetricFamily[]): boolean =>
  families
    .filter(isHistogramFamily)
    .every(({ metrics }) => metrics.every(({ count }) => count !== undefined));

const COUNT_NAMES = /^\["\w+_count"/;
const NO_NAMES = /^$/;

const without = (names: RegExp, lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !names.test(line));

/** Says nothing: it would log every payload that it refuses. */
const startQuietPushgateway = async (binary: string): Promise<RunningProgram> => {
  const address = `127.0.0.1:${await findFreePort()}`;
  const args = [`--web.listen-address=${address}`, "--persistence.file="];
  return startProgram(`http://${address}`, "/-/ready", "/bin/sh", [
    "-c",
    'exec "$0" "$@" 2>/dev/null',
    binary,
    ...args,
  ]);
};

/** Jest keeps what a test says to itself until it has ended: too late for one that runs for an hour. */
const reportProgress = (runs: number, tally: object): void => {
  if (runs % 25_000 === 0)
    process.stderr.write(
      `${new Date().toISOString()} seed ${SEED}: ${runs} of ${RUNS} ${JSON.stringify(tally)}\n`,
    );
};

const pushgatewayBinary = findProgram("pushgateway");

describeWithReal(
  "the text format, against the Pushgateway with its check on",
  { pushgateway: pushgatewayBinary },
  () => {
    // One takes the payloads as they are, the other what the proxy relays.
    const pushgateways: RunningProgram[] = [];
    let direct: KeepAliveClient;
    let relayed: KeepAliveClient;

    const connect = async (): Promise<KeepAliveClient> => {
      const pushgateway = await startQuietPushgateway(pushgatewayBinary!);
      pushgateways.push(pushgateway);
      return createKeepAliveClient(pushgateway.url);
    };

    beforeAll(async () => {
      direct = await connect();
      relayed = await connect();
    });

    afterAll(async () => {
      direct?.close();
      relayed?.close();
      for (const pushgateway of pushgateways) await pushgateway.stop();
    });

    it(
      `agrees on ${RUNS} generated and mutated payloads`,
      async () => {
        const tally = { both: 0, neither: 0, stricter: 0, tolerated: 0 };
        let runs = 0;
        await fc.assert(
          fc.asyncProperty(mutatedPayloads(), async (payload) => {
            reportProgress(++runs, tally);
            const judgement = judge(payload);
            const answer = await put(direct, payload, "text/plain");
            if (!judgement.isAccepted) {
              tally[answer.isAccepted ? "stricter" : "neither"]++;
              if (answer.isAccepted) {
                expect({
                  codes: judgement.codes,
                  hasReason: judgement.codes.some((code) => STRICTER.has(code)),
                }).toEqual({
                  codes: judgement.codes,
                  hasReason: true,
                });
              }
              return;
            }
            const relay = await put(relayed, encodeExposition(judgement.families), PROTOBUF);
            expect(relay).toEqual({ isAccepted: true, text: "" });
            const scraped = await scrape(relayed);
            expect(inOrder(scraped)).toEqual(
              inOrder(toSeries(withCounts(judgement.families), { job: "test" })),
            );
            if (answer.isAccepted) {
              tally.both++;
              const ofCounts = hasAllCounts(judgement.families) ? NO_NAMES : COUNT_NAMES;
              expect(without(ofCounts, inOrder(scraped))).toEqual(
                without(ofCounts, inOrder(await scrape(direct))),
              );
            } else {
              tally.tolerated++;
              const isForgiven = judgement.notes.some(({ code }) => TOLERATED.has(code));
              if (!isForgiven) {
                throw new Error(`accepted, but the Pushgateway says ${answer.text}`);
              }
            }
          }),
          { numRuns: RUNS, seed: SEED, examples: COUNTEREXAMPLES },
        );
        console.info(JSON.stringify(tally));
        // A test in which everything is refused would prove nothing.
        expect(tally.both).toBeGreaterThan(RUNS / 20);
      },
      60_000 + RUNS * 60,
    );
  },
);
