import { bytes, double, family, label, message, metric, text, varint } from "../protobuf-fields.ts";
import type { Random } from "../random.ts";
import { drawCreated, drawNativeFields, writeExemplar } from "./draw-native.ts";

/** A mostly valid payload. Its vocabulary is so small that almost any two pushes interact. */
export interface Payload {
  /** Undefined if none is sent. */
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

export type Labels = Readonly<Record<string, string>>;

/** Names that collide often: a histogram or summary `a` owns some of the others. */
const NAMES = ["a", "a_count", "a_sum", "a_bucket", "b"] as const;
const TYPES = ["counter", "gauge", "summary", "untyped", "histogram", "gaugehistogram"] as const;
type Type = (typeof TYPES)[number];

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

interface Family {
  readonly name: string;
  /** Undefined: without a TYPE line, or untyped in protobuf. */
  readonly type: Type | undefined;
  readonly rows: readonly Row[];
}

interface Row {
  readonly labels: Labels;
  readonly value: number;
}

export const drawPayload = (random: Random): Payload => {
  const families = drawFamilies(random);
  return random.chance(0.5)
    ? { contentType: undefined, body: writeText(families, random) }
    : { contentType: PROTOBUF, body: writeProtobuf(families, random) };
};

/** Few values, so that keys and bodies share some. Sometimes there are enough to exceed a list of eight. */
export const drawLabelValue = (random: Random): string =>
  random.chance(0.8) ? random.pick(["", "p", "q"]) : `v${Math.floor(random.between(0, 12))}`;

const drawFamilies = (random: Random): readonly Family[] => {
  const names = new Set(Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 2]) }, () => random.pick(NAMES)));
  return [...names].map((name) => ({
    name,
    type: random.pick([...TYPES, undefined]),
    rows: drawRows(random),
  }));
};

const drawRows = (random: Random): readonly Row[] => {
  const rows = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => ({
    labels: drawLabels(random),
    value: random.chance(0.03) ? random.pick([-1, Number.NaN]) : random.pick([0, 1, 3]),
  }));
  // Equal series make a push invalid, so they are rare.
  return random.chance(0.05) ? rows : [...new Map(rows.map((row) => [toIdentity(row), row])).values()];
};

const toIdentity = ({ labels: { instance = "", x = "" } }: Row): string => `${instance} ${x}`;

const drawLabels = (random: Random): Labels => ({
  ...(random.chance(0.5) && { instance: drawLabelValue(random) }),
  ...(random.chance(0.35) && { x: drawLabelValue(random) }),
  ...(random.chance(0.02) && { le: random.pick(["", "1"]) }),
  ...(random.chance(0.02) && { quantile: random.pick(["", "0.5"]) }),
});

const writeText = (families: readonly Family[], random: Random): Uint8Array => {
  const lines = families.flatMap(({ name, type, rows }) => [
    ...(random.chance(0.1) ? [`# HELP ${name} ${random.pick(["one", "another"])}`] : []),
    ...(type === undefined ? [] : [`# TYPE ${name} ${type}`]),
    ...rows.flatMap((row) => writeLines(name, type, row)),
  ]);
  if (random.chance(0.04)) {
    lines.push(random.pick(TEXT_MISCHIEF));
  }
  return Buffer.from(lines.map((line) => `${line}\n`).join(""), "latin1");
};

/** Lines that make a payload invalid or unreadable. They are bytes, since some are not UTF-8. */
const TEXT_MISCHIEF = [
  "# TYPE a gauge",
  "# HELP b \xff",
  "a 1 1700000000000",
  "{} 1",
  "a{",
  'a{x="\xff"} 1',
  "up 1",
  "push_time_seconds 1",
  'a_bucket{le="x"} 1',
  "go_goroutines 1",
];

const writeLines = (name: string, type: Type | undefined, { labels, value }: Row): readonly string[] => {
  switch (type) {
    case "histogram":
    case "gaugehistogram":
      return [
        writeLine(`${name}_bucket`, { ...labels, le: "1" }, 1),
        writeLine(`${name}_bucket`, { ...labels, le: "+Inf" }, 2),
        writeLine(`${name}_sum`, labels, value),
        writeLine(`${name}_count`, labels, 2),
      ];
    case "summary":
      return [
        writeLine(name, { ...labels, quantile: "0.5" }, value),
        writeLine(`${name}_sum`, labels, value),
        writeLine(`${name}_count`, labels, 2),
      ];
    default:
      return [writeLine(name, labels, value)];
  }
};

const writeLine = (name: string, labels: Labels, value: number): string =>
  `${name}{${Object.entries(labels)
    .map(([label, labelValue]) => `${label}="${labelValue}"`)
    .join(",")}} ${value}`;

const writeProtobuf = (families: readonly Family[], random: Random): Uint8Array => {
  const written = families.map(({ name, type = "untyped", rows }) =>
    family(name, TYPES.indexOf(type), ...rows.map((row) => writeMetric(type, row, random))),
  );
  if (random.chance(0.1)) {
    written.push(random.pick(PROTOBUF_MISCHIEF));
  }
  return Buffer.concat(written);
};

const writeMetric = (type: Type, { labels, value }: Row, random: Random): Buffer =>
  metric(
    ...Object.entries(labels).map(([name, labelValue]) => label(name, labelValue)),
    writeValue(type, value, random),
  );

/** The fields of `Metric` and of its messages, as io.prometheus.client numbers them. */
const writeValue = (type: Type, value: number, random: Random): Buffer => {
  switch (type) {
    case "gauge":
      return message(2, double(1, value));
    case "counter":
      return message(
        3,
        double(1, value),
        ...(random.chance(0.2) ? [writeExemplar(2, 1, random)] : []),
        ...drawCreated(3, random),
      );
    case "summary":
      return message(4, varint(1, 2), double(2, value), message(3, double(1, 0.5), double(2, value)));
    case "untyped":
      return message(5, double(1, value));
    case "histogram":
    case "gaugehistogram":
      if (random.chance(0.5)) {
        return message(7, ...drawNativeFields(random, value));
      }
      return message(
        7,
        varint(1, 2),
        double(2, value),
        message(3, varint(1, 1), double(2, 1)),
        message(3, varint(1, 2), double(2, Number.POSITIVE_INFINITY)),
      );
  }
};

const [COUNTER, GAUGE, HISTOGRAM, GAUGE_HISTOGRAM] = [0, 1, 4, 5] as const;
const aGauge = message(2, double(1, 1));

/** Messages that an unchecked Pushgateway accepts, although most of them break the page. */
const PROTOBUF_MISCHIEF = [
  family("b", COUNTER),
  family("a_count", HISTOGRAM),
  family("b", COUNTER, metric(aGauge)),
  family("a", GAUGE_HISTOGRAM, metric(aGauge)),
  family("b", 9, metric(aGauge)),
  family("", GAUGE, metric(aGauge)),
  family("b", GAUGE, bytes(2, Buffer.of(0xff)), metric(aGauge)),
  family("b", GAUGE, metric(label("x", "p"), label("x", "q"), aGauge)),
  family("b", GAUGE, metric(message(1, text(1, "x"), bytes(2, Buffer.of(0xff))), aGauge)),
  family("b", GAUGE, metric(message(1, text(1, "__name__"), text(2, "a")), aGauge)),
  family("b", GAUGE, metric(message(1, text(1, "a.b"), text(2, "p")), aGauge)),
  family("a.b", GAUGE, metric(aGauge)),
  family("b", GAUGE, metric(aGauge, varint(6, 1_700_000_000_000))),
  family("push_time_seconds", GAUGE, metric(aGauge)),
  Buffer.of(0xff, 0xff, 0xff, 0xff, 0x7f),
];
