import { afterEach, describe, expect, it } from "@jest/globals";
import { decode } from "../../../lambda/decode/decode.ts";
import type { ParseJson } from "../../../lambda/decode/decoder.ts";
import type { ExpositionFormat } from "../../../lambda/model/push-request.ts";
import { createValidator } from "../../../lambda/validate/validate.ts";
import { toAuthorizedPush } from "../../support/decoded-pushes.ts";
import { describeWithReal } from "../../support/describe-with-real.ts";
import { findPageFaults } from "../../support/exposition-oracle.ts";
import {
  bytes,
  delimited,
  double,
  family,
  message,
  metric,
  number,
  text,
  varint,
} from "../../support/protobuf-fields.ts";
import {
  findProgram,
  type RunningProgram,
  readVersion,
  startPushgateway,
} from "../../support/real-components.ts";

interface Outage {
  readonly name: string;
  readonly format: ExpositionFormat;
  readonly body: Uint8Array;
  /** The code of the problem, and of its first issue. */
  readonly codes: readonly [string, string];
  /** What every scraper sees of a Pushgateway 1.11.3 that takes it, its check being on; undefined where only some scrapers see it. */
  readonly harm?: string;
}

const GAUGE = message(2, double(1, 1));
const label = (name: string): Buffer => message(1, text(1, name), text(2, "x"));
const bucket = (bound: number): Buffer => message(3, varint(1, 1), double(2, bound));
const histogram = (...fields: readonly Buffer[]): Buffer =>
  metric(message(7, varint(1, 1), double(2, 1), ...fields));
const notUtf8 = (content: string): Buffer => Buffer.from(content, "latin1");

const CUT_SHORT = "the page ends too early";

const OUTAGES: readonly Outage[] = [
  {
    name: "HELP that is not UTF-8, in text",
    format: "text",
    body: notUtf8("# HELP m \xff\n# TYPE m gauge\nm 1\n"),
    codes: ["payload-unreadable", "not-utf8"],
    harm: "the page is not UTF-8",
  },
  {
    name: "HELP that is not UTF-8, in protobuf",
    format: "protobuf",
    body: family("m", 1, bytes(2, notUtf8("\xff")), metric(GAUGE)),
    codes: ["payload-unreadable", "not-utf8"],
    harm: "the page is not UTF-8",
  },
  {
    name: "a family with an empty name",
    format: "protobuf",
    body: delimited(Buffer.concat([varint(3, 1), metric(GAUGE)])),
    codes: ["payload-unsound", "metric-name-invalid"],
  },
  {
    name: "a gauge histogram that holds a gauge",
    format: "protobuf",
    body: family("m", 5, metric(GAUGE)),
    codes: ["payload-unsound", "value-of-wrong-type"],
    harm: CUT_SHORT,
  },
  {
    name: "type 9",
    format: "protobuf",
    body: family("m", 9, metric(GAUGE)),
    codes: ["payload-unsound", "type-unknown"],
    harm: CUT_SHORT,
  },
  {
    name: "the labels a.b and a_b in one series",
    format: "protobuf",
    body: family("m", 1, metric(label("a.b"), label("a_b"), GAUGE)),
    codes: ["payload-unsound", "label-name-invalid"],
    harm: "a label twice",
  },
  {
    name: "the families a.b and a_b",
    format: "protobuf",
    body: Buffer.concat([family("a.b", 1, metric(GAUGE)), family("a_b", 1, metric(GAUGE))]),
    codes: ["payload-unsound", "metric-name-invalid"],
    harm: "two types: a_b gauge gauge",
  },
  {
    name: "a native histogram whose spans do not match its buckets",
    format: "protobuf",
    body: family("m", 4, histogram(varint(5, 0), message(12, varint(1, 0), varint(2, 5)), varint(13, 2))),
    codes: ["payload-unsound", "native-histogram"],
  },
  {
    name: "bounds that are equal as numbers",
    format: "text",
    body: notUtf8(
      '# TYPE m histogram\nm_bucket{le="1"} 1\nm_bucket{le="1.0"} 1\nm_bucket{le="+Inf"} 1\nm_sum 1\nm_count 1\n',
    ),
    codes: ["payload-unsound", "bucket-repeated"],
    harm: 'twice: m_bucket{job="poison",le=1}',
  },
  {
    name: "two +Inf buckets",
    format: "protobuf",
    body: family("m", 4, histogram(bucket(Number.POSITIVE_INFINITY), bucket(Number.POSITIVE_INFINITY))),
    codes: ["payload-unsound", "bucket-repeated"],
    harm: 'twice: m_bucket{job="poison",le="+Inf"}',
  },
  {
    name: "NaN bounds",
    format: "protobuf",
    body: family("m", 4, histogram(bucket(Number.NaN), bucket(Number.NaN))),
    codes: ["payload-unsound", "bucket-bound-invalid"],
    harm: 'twice: m_bucket{job="poison",le="NaN"}',
  },
  {
    name: "NaN quantiles",
    format: "protobuf",
    body: family(
      "m",
      2,
      metric(message(4, message(3, double(1, Number.NaN)), message(3, double(1, Number.NaN)))),
    ),
    codes: ["payload-unsound", "quantile-invalid"],
    harm: 'twice: m{job="poison",quantile="NaN"}',
  },
  {
    name: "a label on a histogram that is its bound already",
    format: "protobuf",
    body: family("m", 4, metric(label("le"), message(7, bucket(1)))),
    codes: ["payload-unsound", "label-misplaced"],
    harm: "a label twice",
  },
  {
    name: "a length prefix that is huge",
    format: "protobuf",
    body: Buffer.concat([number(2n ** 46n), Buffer.from("x")]),
    codes: ["payload-unreadable", "message-truncated"],
    harm: "the process has ended",
  },
];

const validate = createValidator({ validation: { rules: {} }, scrapeJob: "pushgateway" });
const parseJson: ParseJson = () => ({ ok: false, error: "there is no JSON here" });

describe("what breaks everybody's scrape with one request", () => {
  it.each(OUTAGES)("is refused: $name", ({ format, body, codes }) => {
    const decoded = decode(toAuthorizedPush(body, { format }), parseJson);
    const result = decoded.ok ? validate(decoded.value) : decoded;
    expect(result.ok ? [] : [result.error.code, result.error.issues[0]!.code]).toEqual(codes);
  });
});

const newest = findProgram("pushgateway");
// One built by `go install` does not know its version; distributions still ship older ones, on which other pushes do harm.
const isNewest = newest !== undefined && /^(1\.1[1-9]\.|\(built)/.test(readVersion(newest));

describeWithReal(
  "a Pushgateway 1.11 with its check on",
  { "pushgateway 1.11": isNewest ? newest : undefined },
  () => {
    let pushgateway: RunningProgram | undefined;

    afterEach(async () => {
      await pushgateway?.stop("SIGKILL");
    });

    it.each(OUTAGES.filter(({ harm }) => harm !== undefined))(
      "breaks on: $name",
      async ({ format, body, harm }) => {
        pushgateway = await startPushgateway({ binary: newest, check: "on", log: "ignore" });
        await push(pushgateway, "sentinel", "text", Buffer.from("zz_sentinel 1\n"));
        await push(pushgateway, "poison", format, body);
        expect(await findHarm(pushgateway)).toContain(harm);
      },
    );
  },
);

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const push = async (
  { url }: RunningProgram,
  job: string,
  format: ExpositionFormat,
  body: Uint8Array,
): Promise<void> => {
  const headers = { "Content-Type": format === "protobuf" ? PROTOBUF : "text/plain" };
  try {
    await fetch(`${url}/metrics/job/${job}`, { method: "PUT", headers, body: Buffer.from(body) });
  } catch {
    // The connection is cut when the process ends.
  }
};

const findHarm = async ({ url }: RunningProgram): Promise<readonly string[]> => {
  let page: Buffer;
  try {
    page = Buffer.from(await (await fetch(`${url}/metrics`)).arrayBuffer());
  } catch {
    return ["the process has ended"];
  }
  const content = page.toString("utf8");
  return [
    ...(content.includes("\ufffd") ? ["the page is not UTF-8"] : []),
    ...(content.includes("zz_sentinel{") ? [] : [CUT_SHORT]),
    ...(/[{,](\w+)="[^"]*"(?:,.*)?,\1="/.test(content) ? ["a label twice"] : []),
    ...findPageFaults(content),
  ];
};
