import { delimited, double, message, text, varint } from "./protobuf-fields.ts";

/** Field numbers of prometheus/client_model's metrics.proto, and how each is written. */
type Field =
  | readonly [number, "text" | "double" | "varint" | "zigzag" | "type"]
  | readonly [number, "message", Schema];
interface Schema {
  readonly [name: string]: Field;
}

const VALUE: Schema = { value: [1, "double"] };

const HISTOGRAM: Schema = {
  sample_count: [1, "varint"],
  sample_sum: [2, "double"],
  bucket: [3, "message", { cumulative_count: [1, "varint"], upper_bound: [2, "double"] }],
  schema: [5, "zigzag"],
  positive_span: [12, "message", { offset: [1, "zigzag"], length: [2, "varint"] }],
  positive_delta: [13, "zigzag"],
};

const FAMILY: Schema = {
  name: [1, "text"],
  type: [3, "type"],
  metric: [
    4,
    "message",
    { gauge: [2, "message", VALUE], counter: [3, "message", VALUE], histogram: [7, "message", HISTOGRAM] },
  ],
};

const TYPES = ["COUNTER", "GAUGE", "SUMMARY", "UNTYPED", "HISTOGRAM"];

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
      return double(number, Number(token));
    case "varint":
      return varint(number, Number(token));
    case "zigzag":
      return varint(number, Number(token) * 2);
    case "type":
      return varint(number, TYPES.indexOf(token));
    case "message":
      return message(number, encodeMessage(tokens, field[2]));
  }
};
