import type { FormatId } from "../../lambda/decode/formats.ts";
import {
  bytes,
  delimited,
  double,
  family,
  label,
  message,
  metric,
  number,
  text,
  varint,
} from "./protobuf-fields.ts";

/**
 * Single pushes to a Pushgateway 1.11.3 that harm everyone who uses it. Those with `check: "on"` do so even though its
 * own consistency check is on.
 */
export interface Outage {
  readonly name: string;
  readonly format: Extract<FormatId, "text" | "protobuf">;
  readonly body: Uint8Array;
  /** Grouping labels after the job, as a path. */
  readonly grouping?: string;
  /** The code of the proxy's refusal. */
  readonly code: string;
  readonly check: "on" | "off";
  /**
   * `page`: the page is a 500. `target`: Prometheus drops the whole target. `others`: the page is a 200, but lacks
   * series of others. `loss`: it is accepted, but exposed as something else. `forged`: it overwrites metrics of the
   * Pushgateway or Prometheus itself. `process`: the process ends. `panic`: the connection is closed without an answer.
   */
  readonly harm: "page" | "target" | "others" | "loss" | "forged" | "process" | "panic";
}

const inText = (payload: string): Pick<Outage, "format" | "body"> => ({
  format: "text",
  body: Buffer.from(payload),
});

const inProtobuf = (...families: readonly Uint8Array[]): Pick<Outage, "format" | "body"> => ({
  format: "protobuf",
  body: Buffer.concat(families),
});

const GAUGE_VALUE = message(2, double(1, 5));
const bucket = (upperBound: number, count: number): Buffer =>
  message(3, varint(1, count), double(2, upperBound));

const histogramMetric = (...fields: readonly Uint8Array[]): Buffer => metric(message(7, ...fields));

const HISTOGRAM = 4;

export const OUTAGES: readonly Outage[] = [
  {
    name: "a HELP text that is not UTF-8, in text",
    format: "text",
    body: Buffer.concat([Buffer.from("# HELP m "), Buffer.of(0xff), Buffer.from("\nm 1\n")]),
    code: "not-utf8",
    check: "on",
    harm: "target",
  },
  {
    name: "a HELP text that is not UTF-8, in protobuf",
    ...inProtobuf(family("m", 1, bytes(2, Buffer.of(0xff)), metric(GAUGE_VALUE))),
    code: "not-utf8",
    check: "on",
    harm: "target",
  },
  {
    name: "a family without a name",
    ...inProtobuf(family("", 1, metric(GAUGE_VALUE))),
    code: "metric-name-invalid",
    check: "on",
    harm: "others",
  },
  {
    name: "a gauge histogram that holds a gauge's value",
    ...inProtobuf(family("m", 5, metric(GAUGE_VALUE))),
    code: "value-of-wrong-type",
    check: "on",
    harm: "others",
  },
  {
    name: "an unknown type",
    ...inProtobuf(family("m", 9, metric(GAUGE_VALUE))),
    code: "type-unknown",
    check: "on",
    harm: "others",
  },
  {
    name: "the labels a.b and a_b",
    ...inProtobuf(family("m", 1, metric(label("a.b", "1"), label("a_b", "2"), GAUGE_VALUE))),
    code: "label-name-utf8",
    check: "on",
    harm: "target",
  },
  {
    name: "the families a.b and a_b",
    ...inProtobuf(family("a.b", 1, metric(GAUGE_VALUE)), family("a_b", 1, metric(GAUGE_VALUE))),
    code: "metric-name-utf8",
    check: "on",
    harm: "loss",
  },
  {
    name: "a native histogram whose spans do not match its buckets",
    ...inProtobuf(
      family(
        "m",
        HISTOGRAM,
        histogramMetric(varint(1, 3), varint(5, 6), message(12, varint(1, 0), varint(2, 9))),
      ),
    ),
    code: "native-spans-mismatch",
    check: "on",
    harm: "loss",
  },
  {
    name: "two bucket bounds that are equal, written differently",
    ...inText(
      '# TYPE m histogram\nm_bucket{le="1"} 1\nm_bucket{le="1.0"} 1\nm_bucket{le="+Inf"} 1\nm_sum 1\nm_count 1\n',
    ),
    code: "bucket-repeated",
    check: "on",
    harm: "loss",
  },
  {
    name: "the bucket bound NaN, in text",
    ...inText('# TYPE m histogram\nm_bucket{le="NaN"} 1\nm_bucket{le="+Inf"} 1\nm_sum 1\nm_count 1\n'),
    code: "bucket-bound-invalid",
    check: "on",
    harm: "loss",
  },
  {
    name: "the bucket bound NaN, in protobuf",
    ...inProtobuf(family("m", HISTOGRAM, histogramMetric(varint(1, 1), double(2, 1), bucket(Number.NaN, 1)))),
    code: "bucket-bound-invalid",
    check: "on",
    harm: "loss",
  },
  {
    name: "push_failure_time_seconds",
    ...inText("# TYPE push_failure_time_seconds gauge\npush_failure_time_seconds 1\n"),
    code: "metric-name-reserved",
    check: "on",
    harm: "forged",
  },
  {
    name: "the health of another target",
    ...inText('up{instance="db-1"} 1\n'),
    code: "metric-name-reserved",
    check: "on",
    harm: "forged",
  },
  {
    name: "an alert of Prometheus",
    ...inText('ALERTS{alertname="Down"} 1\n'),
    code: "metric-name-reserved",
    check: "on",
    harm: "forged",
  },
  {
    name: "a metric of Prometheus about a scrape",
    ...inText('scrape_duration_seconds{instance="db-1"} 1\n'),
    code: "metric-name-reserved",
    check: "on",
    harm: "forged",
  },
  {
    name: "two quantiles that are equal, written differently",
    ...inText('# TYPE m summary\nm{quantile="0.5"} 1\nm{quantile=".5"} 2\nm_sum 1\nm_count 1\n'),
    code: "quantile-repeated",
    check: "on",
    harm: "loss",
  },
  {
    name: "the quantile NaN",
    ...inText('# TYPE m summary\nm{quantile="NaN"} 1\nm_sum 1\nm_count 1\n'),
    code: "quantile-invalid",
    check: "on",
    harm: "loss",
  },
  {
    name: "a length beyond the end of the body",
    ...inProtobuf(number(1n << 40n)),
    code: "message-truncated",
    check: "on",
    harm: "process",
  },
  {
    name: "a histogram beside its own suffix",
    ...inText('# TYPE m_count gauge\nm_count 1\n# TYPE m histogram\nm_bucket{le="+Inf"} 1\nm_sum 1\n'),
    code: "name-collision",
    check: "off",
    harm: "page",
  },
  {
    name: "a gauge histogram beside its own suffix",
    ...inText('# TYPE m_count gauge\nm_count 1\n# TYPE m gaugehistogram\nm_bucket{le="+Inf"} 1\nm_sum 1\n'),
    code: "name-collision",
    check: "on",
    harm: "loss",
  },
  {
    name: "the same series twice",
    ...inText('m{a="1"} 1\nm{a="1"} 2\n'),
    code: "series-repeated",
    check: "off",
    harm: "page",
  },
  {
    name: "series that are the same after the grouping key has overwritten a label",
    ...inText('m{instance="a"} 1\nm{instance="b"} 2\n'),
    grouping: "/instance/c",
    code: "series-repeated",
    check: "off",
    harm: "page",
  },
  {
    name: "series that differ only in an empty label",
    ...inText('m{instance=""} 1\nm 2\n'),
    code: "series-repeated",
    check: "off",
    harm: "page",
  },
  {
    name: "le as a label of a histogram",
    ...inProtobuf(
      family("m", HISTOGRAM, metric(label("le", "1"), message(7, varint(1, 1), double(2, 1), bucket(1, 1)))),
    ),
    code: "label-misplaced",
    check: "on",
    harm: "target",
  },
  {
    name: "a reserved label",
    ...inText('m{__a="1"} 1\n'),
    code: "label-name-reserved",
    check: "off",
    harm: "page",
  },
  {
    name: "empty braces and a comment, at which the parser panics",
    ...inText("{}#\n"),
    code: "metric-name-missing",
    check: "on",
    harm: "panic",
  },
];

/** A harmless push. Its family comes later in the alphabet. */
export const INNOCENT = Buffer.concat([
  delimited(Buffer.concat([text(1, "zz_innocent"), varint(3, 1), metric(GAUGE_VALUE)])),
]);

/** Grouping keys that harm everyone who uses a Pushgateway 1.11.3, with or without its own check. */
export interface PathOutage {
  readonly name: string;
  /** The path after `/metrics/job/test`. */
  readonly grouping: string;
  /** The path of the proxy's relay instead. Without it, the push is refused. */
  readonly relayedTo?: string;
  /** As for {@link Outage}. Undefined if only older versions are harmed, or only with a flag. */
  readonly harm?: "page" | "target";
}

export const PATH_OUTAGES: readonly PathOutage[] = [
  { name: "invalid base64, after which old versions hang", grouping: "/x@base64/%21" },
  { name: "a value that is not UTF-8", grouping: "/x/%FF", harm: "page" },
  { name: "a value that is not UTF-8, in base64", grouping: "/x@base64/_w", harm: "page" },
  { name: "le as a grouping label", grouping: "/le/1", harm: "target" },
  { name: "an empty value", grouping: "/instance/", relayedTo: "/metrics/job@base64/dGVzdA", harm: "page" },
  {
    name: "an empty value in base64",
    grouping: "/instance@base64/=",
    relayedTo: "/metrics/job@base64/dGVzdA",
    harm: "page",
  },
];
