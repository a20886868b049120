import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FormatId } from "../../lambda/decode/formats.ts";
import { decodeProtobuf } from "../../lambda/decode/protobuf/decode-protobuf.ts";
import { encodeExposition } from "../../lambda/encode/encode-exposition.ts";
import type { Histogram, HistogramFamily, MetricFamily } from "../../lambda/model/exposition.ts";
import type { Issue } from "../../lambda/model/issue.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";
import { toCanonical } from "./canonical-families.ts";
import { readCounterexamples } from "./counterexamples.ts";
import { describeWithReal } from "./describe-with-real.ts";
import { createKeepAliveClient, type HttpAnswer, type HttpRequest } from "./keep-alive-client.ts";
import {
  FEWER_COLLECTIONS,
  findFreePort,
  findProgram,
  type RunningProgram,
  startProgram,
} from "./real-components.ts";
import { readSamples, toSeries } from "./scraped-series.ts";
import type { PlainDecoder } from "./sent-payloads.ts";
import { pushedTo } from "./sent-payloads.ts";
import { toRuns } from "./test-length.ts";

/** A format that the Pushgateway can read, too. */
export interface DifferentialFormat {
  readonly format: FormatId;
  readonly contentType: string;
  readonly decode: PlainDecoder;
  readonly payloads: fc.Arbitrary<Buffer>;
  /** The codes of refusals by the proxy alone, each with the reason. */
  readonly stricter: ReadonlyMap<string, string>;
  /** The codes of notes about payloads that only the proxy accepts. */
  readonly tolerated: ReadonlySet<string>;
  /**
   * Whether the Pushgateway keeps a family without metrics, which the proxy leaves out. There it can replace or collide
   * with another family, so such payloads are not compared.
   */
  readonly keepsEmptyFamilies: boolean;
  readonly runs: { readonly short: number; readonly full: number };
}

const SEED = Number(process.env["DIFFERENTIAL_SEED"] ?? 20_261_123);

const validate = createStrictValidator(Date.now);

type Judgement = { readonly isComparable: boolean } & (
  | {
      readonly isAccepted: true;
      readonly families: readonly MetricFamily[];
      readonly notes: readonly Issue[];
    }
  | { readonly isAccepted: false; readonly codes: readonly string[] }
);

const judge = (payload: Buffer, { decode, format, keepsEmptyFamilies }: DifferentialFormat): Judgement => {
  const decoded = decode(payload);
  if (!decoded.ok) {
    return {
      isAccepted: false,
      isComparable: true,
      codes: decoded.error.issues.map(({ code }) => code),
    };
  }
  const valid = validate(decoded.value, pushedTo({ format }));
  const hasEmpty = decoded.value.families.some(({ metrics }) => metrics.length === 0);
  const isComparable = !(keepsEmptyFamilies && hasEmpty);
  return valid.ok
    ? {
        isAccepted: true,
        isComparable,
        families: valid.value.families,
        notes: decoded.value.notes,
      }
    : { isAccepted: false, isComparable, codes: valid.error.issues.map(({ code }) => code) };
};

const GROUP = "/metrics/job/test";
const OWN_LABELS = ["job"];

export const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

interface Answer {
  readonly isAccepted: boolean;
  readonly text: string;
}

/** Sends to one Pushgateway, over one connection. */
type Send = (path: string, request: HttpRequest) => Promise<HttpAnswer>;

const put = async (send: Send, payload: Uint8Array, contentType: string): Promise<Answer> => {
  const headers = { "Content-Type": contentType };
  const { status, body } = await send(GROUP, { method: "PUT", headers, body: payload });
  return { isAccepted: status === 200, text: body };
};

type Samples = Iterable<readonly [identity: string, value: number]>;

const scrape = async (send: Send): Promise<Samples> => {
  const { status, body } = await send("/metrics", { method: "GET" });
  expect(status).toBe(200);
  return readSamples(body, "test");
};

const scrapeProtobuf = async (send: Send): Promise<readonly MetricFamily[]> => {
  const { status, bytes } = await send("/metrics", { method: "GET", headers: { Accept: PROTOBUF } });
  expect(status).toBe(200);
  const page = decodeProtobuf(bytes);
  if (!page.ok) {
    throw new Error(JSON.stringify(page.error));
  }
  return page.value.families.filter(isPushed);
};

const OWN_FAMILIES = new Set(["push_time_seconds", "push_failure_time_seconds"]);

const isPushed = ({ name, metrics }: MetricFamily): boolean =>
  !OWN_FAMILIES.has(name) &&
  metrics.some(({ labels }) => labels.values[labels.names.indexOf("job")] === "test");

/** Sorted lines. Empty labels are left out, and bounds are compared as numbers. */
const inOrder = (samples: Samples): readonly string[] =>
  [...samples].map(([identity, value]) => `${normalize(identity)} ${value}`).sort();

const normalize = (identity: string): string => {
  const [name, labels] = JSON.parse(identity) as [string, [string, string][]];
  const kept = labels
    .filter(([, value]) => value !== "")
    .map(([label, value]) => [label, label === "le" || label === "quantile" ? toNumeric(value) : value]);
  return JSON.stringify([name, kept]);
};

const hasEqualSeries = (lines: readonly string[]): boolean =>
  new Set(lines.map((line) => line.slice(0, line.lastIndexOf(" ")))).size < lines.length;

const toNumeric = (value: string): string => String(Number(value.replace(/Inf(?!inity)/, "Infinity")));

/**
 * What the Pushgateway exposes: a histogram without the +Inf bucket, which protobuf may leave out, gets one from its
 * count. For a missing count the proxy relays the count of the +Inf bucket; the Pushgateway itself exposes 0.
 */
const asExposed = (families: readonly MetricFamily[]): readonly MetricFamily[] =>
  families.map((family) =>
    isHistogramFamily(family) ? { ...family, metrics: family.metrics.map(withTotals) } : family,
  );

const withTotals = (histogram: Histogram): Histogram => {
  const { buckets, at } = histogram;
  const isWhole = buckets.at(-1)?.upperBound === Number.POSITIVE_INFINITY;
  const count = histogram.count ?? (isWhole ? buckets.at(-1)!.cumulativeCount : 0);
  const infinite = { upperBound: Number.POSITIVE_INFINITY, cumulativeCount: count, at };
  return { ...histogram, count, buckets: isWhole ? buckets : [...buckets, infinite] };
};

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

/**
 * Without output, since it would log every payload that it refuses. Its memory is limited: a payload that announces a
 * message of gigabytes makes it allocate them at once, which then ends it as on a smaller machine.
 */
const startQuietPushgateway = async (binary: string): Promise<RunningProgram> => {
  const address = `127.0.0.1:${await findFreePort()}`;
  const args = [`--web.listen-address=${address}`, "--persistence.file="];
  return startProgram(
    `http://${address}`,
    "/-/ready",
    "/bin/sh",
    ["-c", 'ulimit -v 4194304; exec "$0" "$@" 2>/dev/null', binary, ...args],
    { environment: FEWER_COLLECTIONS },
  );
};

/** Jest shows a test's output only after its end, which is too late for one that runs for an hour. */
const reportProgress = (done: number, runs: number, tally: object): void => {
  if (done % 25_000 === 0) {
    process.stderr.write(
      `${new Date().toISOString()} seed ${SEED}: ${done} of ${runs} ${JSON.stringify(tally)}\n`,
    );
  }
};

const pushgatewayBinary = findProgram("pushgateway");

/**
 * A payload that the proxy accepts must be accepted by a checking Pushgateway once it is relayed, and its scrape must
 * equal the payload. A payload that only the proxy refuses must fall under a known stricter rule.
 * Several long runs can go in parallel, each with its own seed:
 * `DIFFERENTIAL_RUNS=250000 DIFFERENTIAL_SEED=1 npm run test:real -- differential`.
 */
export const describeDifferential = (differential: DifferentialFormat): void => {
  const { format, contentType, payloads, stricter, tolerated, runs: lengths } = differential;
  const runs = Number(process.env["DIFFERENTIAL_RUNS"] ?? toRuns(lengths));
  const examples = readCounterexamples()
    .filter((counterexample) => counterexample.format === format)
    .map(({ bytes }): [Buffer] => [bytes]);

  describeWithReal(
    `the format ${format}, against the Pushgateway with its check on`,
    { pushgateway: pushgatewayBinary },
    () => {
      // One gets the payloads unchanged, the other what the proxy relays.
      const pushgateways: RunningProgram[] = [];
      let direct: Send;
      let relayed: Send;

      const connect = async (): Promise<Send> => {
        const pushgateway = await startQuietPushgateway(pushgatewayBinary!);
        pushgateways.push(pushgateway);
        const send = createKeepAliveClient();
        return (path, request) => send(new URL(path, pushgateway.url), request);
      };

      beforeAll(async () => {
        direct = await connect();
        relayed = await connect();
      });

      afterAll(async () => {
        for (const pushgateway of pushgateways) {
          await pushgateway.stop();
        }
      });

      /** A payload that makes the Pushgateway panic or end counts as refused. */
      const putDirectly = async (payload: Buffer): Promise<Answer> => {
        try {
          return await put(direct, payload, contentType);
        } catch (error) {
          direct = await connect();
          return { isAccepted: false, text: String(error) };
        }
      };

      const tally = { both: 0, neither: 0, stricter: 0, tolerated: 0 };

      const compareRefused = (
        { codes, isComparable }: Extract<Judgement, { isAccepted: false }>,
        answer: Answer,
      ): void => {
        tally[answer.isAccepted ? "stricter" : "neither"]++;
        if (answer.isAccepted && isComparable && !codes.some((code) => stricter.has(code))) {
          throw new Error(`refused as ${codes.join(", ")}, but the Pushgateway takes it`);
        }
      };

      /**
       * Compares everything that a scrape gets, also one for native histograms: from the relayed payload, from the direct
       * push, and from the payload itself.
       */
      const compareAccepted = async (
        { families, notes, isComparable }: Extract<Judgement, { isAccepted: true }>,
        answer: Answer,
      ): Promise<void> => {
        const relay = await put(relayed, encodeExposition(families), PROTOBUF);
        expect(relay).toEqual({ isAccepted: true, text: "" });
        const scraped = await scrape(relayed);
        expect(inOrder(scraped)).toEqual(inOrder(toSeries(asExposed(families), { job: "test" })));
        const canonical = toCanonical(await scrapeProtobuf(relayed), OWN_LABELS);
        expect(canonical).toBe(toCanonical(families, OWN_LABELS));
        if (!isComparable) {
          tally.tolerated++;
        } else if (answer.isAccepted) {
          tally.both++;
          const ofCounts = hasAllCounts(families) ? NO_NAMES : COUNT_NAMES;
          const exposed = inOrder(await scrape(direct));
          // For series that differ only by an empty label the Pushgateway creates several metrics, which Prometheus
          // sees as one.
          if (!hasEqualSeries(exposed)) {
            expect(without(ofCounts, inOrder(scraped))).toEqual(without(ofCounts, exposed));
            if (format === "protobuf") {
              expect(canonical).toBe(toCanonical(await scrapeProtobuf(direct), OWN_LABELS));
            }
          }
        } else {
          tally.tolerated++;
          if (!notes.some(({ code }) => tolerated.has(code))) {
            throw new Error(`accepted, but the Pushgateway says ${answer.text}`);
          }
        }
      };

      it(
        `agrees on ${runs} generated and mutated payloads`,
        async () => {
          let done = 0;
          await fc.assert(
            fc.asyncProperty(payloads, async (payload) => {
              reportProgress(++done, runs, tally);
              const judgement = judge(payload, differential);
              const answer = await putDirectly(payload);
              if (judgement.isAccepted) {
                await compareAccepted(judgement, answer);
              } else {
                compareRefused(judgement, answer);
              }
            }),
            { numRuns: runs, seed: SEED, examples },
          );
          console.info(JSON.stringify(tally));
          // A test that refuses everything would prove nothing.
          expect(tally.both).toBeGreaterThan(runs / 20);
        },
        60_000 + runs * 60,
      );
    },
  );
};
