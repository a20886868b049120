import { delimited, double, message, text, varint } from "./protobuf-fields.ts";

/** Field numbers of prometheus/client_model's metrics.proto, and how each field is written. */
type Field =
  | readonly [number, "text" | "double" | "varint" | "zigzag" | "type"]
  | readonly [number, "message", Schema];
interface Schema {
  readonly [name: string]: Field;
}

const TIMESTAMP: Schema = { seconds: [1, "varint"], nanos: [2, "varint"] };
const LABEL: Schema = { name: [1, "text"], value: [2, "text"] };
const SPAN: Schema = { offset: [1, "zigzag"], length: [2, "varint"] };
const EXEMPLAR: Schema = {
  label: [1, "message", LABEL],
  value: [2, "double"],
  timestamp: [3, "message", TIMESTAMP],
};

const VALUE: Schema = { value: [1, "double"] };

const COUNTER: Schema = {
  ...VALUE,
  exemplar: [2, "message", EXEMPLAR],
  created_timestamp: [3, "message", TIMESTAMP],
};

const SUMMARY: Schema = {
  sample_count: [1, "varint"],
  sample_sum: [2, "double"],
  quantile: [3, "message", { quantile: [1, "double"], value: [2, "double"] }],
  created_timestamp: [4, "message", TIMESTAMP],
};

const BUCKET: Schema = {
  cumulative_count: [1, "varint"],
  cumulative_count_float: [4, "double"],
  upper_bound: [2, "double"],
  exemplar: [3, "message", EXEMPLAR],
};

const HISTOGRAM: Schema = {
  sample_count: [1, "varint"],
  sample_count_float: [4, "double"],
  sample_sum: [2, "double"],
  bucket: [3, "message", BUCKET],
  created_timestamp: [15, "message", TIMESTAMP],
  schema: [5, "zigzag"],
  zero_threshold: [6, "double"],
  zero_count: [7, "varint"],
  zero_count_float: [8, "double"],
  negative_span: [9, "message", SPAN],
  negative_delta: [10, "zigzag"],
  negative_count: [11, "double"],
  positive_span: [12, "message", SPAN],
  positive_delta: [13, "zigzag"],
  positive_count: [14, "double"],
  exemplars: [16, "message", EXEMPLAR],
};

const FAMILY: Schema = {
  name: [1, "text"],
  help: [2, "text"],
  type: [3, "type"],
  metric: [
    4,
    "message",
    {
      label: [1, "message", LABEL],
      gauge: [2, "message", VALUE],
      counter: [3, "message", COUNTER],
      summary: [4, "message", SUMMARY],
      untyped: [5, "message", VALUE],
      histogram: [7, "message", HISTOGRAM],
    },
  ],
};

const TYPES = ["COUNTER", "GAUGE", "SUMMARY", "UNTYPED", "HISTOGRAM", "GAUGE_HISTOGRAM"];

/** The delimited bytes of a `MetricFamily` in protobuf's text form. It knows as much of that form as examples need. */
export const encodePrototext = (source: string): Buffer => {
  const tokens = source.match(/"[^"]*"|[{}]|[^\s{}:]+/g) ?? [];
  return delimited(encodeMessage(tokens, FAMILY));
};

/** Takes the tokens up to the closing brace. */
const encodeMessage = (tokens: string[], schema: Schema): Buffer => {
  const fields: Buffer[] = [];
  for (let name = tokens.shift(); name !== undefined && name !== "}"; name = tokens.shift()) {
    const field = schema[name];
    if (field === undefined) {
      throw new TypeError(`unknown field ${name}`);
    }
    fields.push(encodeField(field, tokens.shift() ?? "", tokens));
  }
  return Buffer.concat(fields);
};

const encodeField = (field: Field, token: string, tokens: string[]): Buffer => {
  const [number, kind] = field;
  switch (kind) {
    case "text":
      return text(number, token.slice(1, -1));
    case "double":
      return double(number, toDouble(token));
    case "varint":
      return varint(number, BigInt(token));
    case "zigzag":
      return varint(number, toZigzag(BigInt(token)));
    case "type":
      return varint(number, TYPES.indexOf(token));
    case "message":
      return message(number, encodeMessage(tokens, field[2]));
  }
};

const toDouble = (token: string): number => Number(token.replace(/inf$/, "Infinity"));

const toZigzag = (value: bigint): bigint => (value << 1n) ^ (value >> 63n);

/** A message in protobuf's text form: each field by its name, in the order of the wire. */
export interface ReadMessage {
  readonly [field: string]: readonly ReadValue[];
}
export type ReadValue = string | number | bigint | ReadMessage;

/** Reads a stream of delimited `MetricFamily`. A field that {@link encodePrototext} does not know is an error. */
export const readFamilies = (stream: Uint8Array): readonly ReadMessage[] => {
  const reader = new Reader(stream);
  const families: ReadMessage[] = [];
  while (!reader.isAtEnd()) {
    families.push(readMessage(new Reader(reader.bytes()), FAMILY));
  }
  return families;
};

const readMessage = (reader: Reader, schema: Schema): ReadMessage => {
  const fields = Object.entries(schema);
  const found: Record<string, ReadValue[]> = {};
  while (!reader.isAtEnd()) {
    const tag = Number(reader.varint());
    const [name, field] = fields.find(([, [number]]) => number === tag >> 3) ?? [];
    if (name === undefined || field === undefined) {
      throw new TypeError(`unknown field ${tag >> 3}`);
    }
    const values = isPacked(field, tag & 7) ? readPacked(reader, field) : [readField(reader, field)];
    found[name] = [...(found[name] ?? []), ...values];
  }
  return found;
};

/** Repeated numbers may be packed, without a tag each. */
const isPacked = ([, kind]: Field, wireType: number): boolean =>
  wireType === 2 && kind !== "text" && kind !== "message";

const readPacked = (reader: Reader, field: Field): readonly ReadValue[] => {
  const row = new Reader(reader.bytes());
  const values: ReadValue[] = [];
  while (!row.isAtEnd()) {
    values.push(readField(row, field));
  }
  return values;
};

const readField = (reader: Reader, field: Field): ReadValue => {
  switch (field[1]) {
    case "text":
      return Buffer.from(reader.bytes()).toString();
    case "double":
      return reader.double();
    case "varint":
      return BigInt.asIntN(64, reader.varint());
    case "zigzag":
      return fromZigzag(reader.varint());
    case "type":
      return TYPES[Number(reader.varint())] ?? "";
    case "message":
      return readMessage(new Reader(reader.bytes()), field[2]);
  }
};

const fromZigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes.readUInt8(this.#at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
  }

  double(): number {
    this.#at += 8;
    return this.#bytes.readDoubleLE(this.#at - 8);
  }

  bytes(): Uint8Array {
    const length = Number(this.varint());
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
