import { BinaryReader } from "@bufbuild/protobuf/wire";
import { uncompress } from "snappyjs";
import type { ProtocolVersion } from "../../../lambda/config/proxy-config.ts";

/**
 * A request of either version as a receiver reads it, decoded with the specification's messages and a library's wire
 * reader.
 */
export interface Message {
  readonly series: readonly MessageSeries[];
  /** Of 1.0. */
  readonly metadata: readonly Metadata[];
  /** Of 2.0. */
  readonly symbols: readonly string[];
}

export interface MessageSeries {
  readonly labels: readonly Label[];
  readonly samples: readonly MessageSample[];
  readonly histograms: readonly MessageHistogram[];
  readonly exemplars: readonly MessageExemplar[];
  /** Of 2.0. */
  readonly metadata: Metadata | undefined;
}

export type Label = readonly [name: string, value: string];

export interface MessageSample {
  readonly value: number;
  readonly bits: bigint;
  readonly timestampMs: number;
  readonly startMs: number;
}

export interface MessageHistogram {
  /** Which of the two fields has the count. */
  readonly kind: "integer" | "float";
  readonly count: number;
  readonly sum: number;
  readonly schema: number;
  /** 0: unknown, 3: gauge. */
  readonly resetHint: number;
  readonly timestampMs: number;
  readonly startMs: number;
}

export interface MessageExemplar {
  readonly labels: readonly Label[];
  readonly value: number;
  readonly timestampMs: number;
}

export interface Metadata {
  readonly type: number;
  readonly name: string;
  readonly help: string;
}

/** Throws if the body is not a snappy block with the message, or has an invalid reference. */
export const decodeMessage = (body: Uint8Array, protocol: ProtocolVersion): Message => {
  const fields = readFields(uncompress(body));
  if (protocol === "1.0") {
    const { 1: series = [], 3: metadata = [] } = fields;
    return {
      series: series.map((one) => readSeries(asBytes(one), SERIES_FIELDS["1.0"], readInlineLabels)),
      metadata: metadata.map((one) => readMetadata(asBytes(one))),
      symbols: [],
    };
  }
  const symbols = (fields[4] ?? []).map(asText);
  const { 5: series = [] } = fields;
  return {
    series: series.map((one) =>
      readSeries(asBytes(one), SERIES_FIELDS["2.0"], (values) => readReferences(values, symbols), symbols),
    ),
    metadata: [],
    symbols,
  };
};

/** Values of each field by its number, as on the wire. */
type Fields = Readonly<Record<number, readonly WireValue[] | undefined>>;
type WireValue = Uint8Array | bigint;
type ReadLabels = (values: readonly WireValue[]) => readonly Label[];

const SERIES_FIELDS = {
  "1.0": { labels: 1, samples: 2, exemplars: 3, histograms: 4, exemplar: { labels: 1, value: 2, time: 3 } },
  "2.0": { labels: 1, samples: 2, exemplars: 4, histograms: 3, exemplar: { labels: 1, value: 2, time: 3 } },
} as const;

const readFields = (bytes: Uint8Array): Fields => {
  const fields: Record<number, WireValue[]> = {};
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    fields[number] ??= [];
    fields[number].push(readValue(reader, type));
  }
  return fields;
};

const readValue = (reader: BinaryReader, type: number): WireValue => {
  switch (type) {
    case 0:
      return BigInt(reader.uint64());
    case 1:
      return BigInt(reader.fixed64());
    case 2:
      return reader.bytes();
    default:
      throw new Error(`wire type ${type}`);
  }
};

const readSeries = (
  bytes: Uint8Array,
  numbers: (typeof SERIES_FIELDS)[ProtocolVersion],
  readLabels: ReadLabels,
  symbols?: readonly string[],
): MessageSeries => {
  const fields = readFields(bytes);
  const of = (number: number) => fields[number] ?? [];
  return {
    labels: readLabels(of(numbers.labels)),
    samples: of(numbers.samples).map((one) => readSample(asBytes(one))),
    histograms: of(numbers.histograms).map((one) => readHistogram(asBytes(one))),
    exemplars: of(numbers.exemplars).map((one) => {
      const { [numbers.exemplar.labels]: labels = [], ...rest } = readFields(asBytes(one));
      return {
        labels: readLabels(labels),
        value: asDouble(rest[numbers.exemplar.value]),
        timestampMs: asInt(rest[numbers.exemplar.time]),
      };
    }),
    metadata: symbols === undefined ? undefined : readSymbolMetadata(of(5)[0], symbols),
  };
};

const readInlineLabels: ReadLabels = (values) =>
  values.map((one) => {
    const { 1: [name = new Uint8Array()] = [], 2: [value = new Uint8Array()] = [] } = readFields(
      asBytes(one),
    );
    return [asText(name), asText(value)] as const;
  });

const readReferences = (values: readonly WireValue[], symbols: readonly string[]): readonly Label[] => {
  const references = values.flatMap((packed) => {
    const reader = new BinaryReader(asBytes(packed));
    const numbers: number[] = [];
    while (reader.pos < reader.len) {
      numbers.push(reader.uint32());
    }
    return numbers;
  });
  if (references.length % 2 !== 0) {
    throw new Error(`${references.length} references to labels`);
  }
  return Array.from({ length: references.length / 2 }, (_, index) => [
    symbolAt(references[2 * index]!, symbols),
    symbolAt(references[2 * index + 1]!, symbols),
  ]);
};

const symbolAt = (index: number, symbols: readonly string[]): string => {
  const symbol = symbols[index];
  if (symbol === undefined) {
    throw new Error(`symbol ${index} of ${symbols.length}`);
  }
  return symbol;
};

const readSample = (bytes: Uint8Array): MessageSample => {
  const { 1: value, 2: timestamp, 3: start } = readFields(bytes);
  return {
    value: asDouble(value),
    bits: (value?.[0] as bigint | undefined) ?? 0n,
    timestampMs: asInt(timestamp),
    startMs: asInt(start),
  };
};

const readHistogram = (bytes: Uint8Array): MessageHistogram => {
  const {
    1: count,
    2: floatCount,
    3: sum,
    4: schema,
    14: resetHint,
    15: timestamp,
    17: start,
  } = readFields(bytes);
  if ((count === undefined) === (floatCount === undefined)) {
    throw new Error("a histogram has either an integer count or a float count");
  }
  const zigzag = asInt(schema);
  return {
    kind: floatCount === undefined ? "integer" : "float",
    count: floatCount === undefined ? asInt(count) : asDouble(floatCount),
    sum: asDouble(sum),
    schema: zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2,
    resetHint: asInt(resetHint),
    timestampMs: asInt(timestamp),
    startMs: asInt(start),
  };
};

const readMetadata = (bytes: Uint8Array): Metadata => {
  const { 1: type, 2: [name = new Uint8Array()] = [], 4: [help = new Uint8Array()] = [] } = readFields(bytes);
  return { type: asInt(type), name: asText(name), help: asText(help) };
};

const readSymbolMetadata = (
  value: WireValue | undefined,
  symbols: readonly string[],
): Metadata | undefined => {
  if (value === undefined) {
    return undefined;
  }
  const { 1: type, 3: help } = readFields(asBytes(value));
  return { type: asInt(type), name: "", help: symbolAt(asInt(help), symbols) };
};

const asBytes = (value: WireValue): Uint8Array => {
  if (typeof value === "bigint") {
    throw new Error("a number where a message is expected");
  }
  return value;
};

const asText = (value: WireValue): string => new TextDecoder("utf8", { fatal: true }).decode(asBytes(value));

const asInt = (values: readonly WireValue[] | undefined): number => Number(values?.[0] ?? 0n);

const asDouble = (values: readonly WireValue[] | undefined): number => {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt.asUintN(64, (values?.[0] as bigint | undefined) ?? 0n));
  return bytes.getFloat64(0);
};
