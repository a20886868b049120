import { delimited, double, message, text, varint } from "./protobuf-fields.ts";

/** Field numbers of prometheus/client_model's metrics.proto, and how each is written. */
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

/** The delimited bytes of a `MetricFamily` in protobuf's text form, of which it knows as much as examples need. */
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
