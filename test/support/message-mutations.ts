import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Random } from "./random.ts";

/** The messages in the fields of a message, by the number of the field. */
interface Schema {
  readonly [field: number]: Schema;
}

const LEAF: Schema = {};
const EXEMPLAR: Schema = { 1: LEAF, 3: LEAF };
const HISTOGRAM: Schema = { 3: { 3: EXEMPLAR }, 9: LEAF, 12: LEAF, 15: LEAF, 16: EXEMPLAR };
const METRIC: Schema = {
  1: LEAF,
  2: LEAF,
  3: { 2: EXEMPLAR, 3: LEAF },
  4: { 3: LEAF, 4: LEAF },
  5: LEAF,
  7: HISTOGRAM,
};
const FAMILY: Schema = { 4: METRIC };

interface Field {
  readonly number: number;
  readonly content:
    | { readonly kind: "varint"; value: bigint }
    | { readonly kind: "double"; value: number }
    | { readonly kind: "bytes"; readonly value: Uint8Array }
    | { readonly kind: "message"; readonly fields: Field[] };
}

/**
 * Delimited `MetricFamily` messages with one or two fields changed, left out, repeated or moved. Unlike bytes that are
 * changed at random, they can still be decoded, so rules and page get more of them. Precondition: the bytes are such
 * messages.
 */
export const mutateMessages = (bytes: Uint8Array, random: Random): Buffer => {
  const reader = new BinaryReader(bytes);
  const families: Field[] = [];
  while (reader.pos < reader.len) {
    families.push({ number: 1, content: { kind: "message", fields: read(reader.bytes(), FAMILY) } });
  }
  for (let left = 1 + random.below(2); left > 0; left--) {
    mutateIn(families, random);
  }
  const writer = new BinaryWriter();
  for (const { content } of families) {
    if (content.kind === "message") {
      writer.bytes(write(content.fields));
    }
  }
  return Buffer.from(writer.finish());
};

const read = (bytes: Uint8Array, schema: Schema): Field[] => {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    fields.push({ number, content: readContent(reader, wireType, schema[number]) });
  }
  return fields;
};

const readContent = (
  reader: BinaryReader,
  wireType: WireType,
  schema: Schema | undefined,
): Field["content"] => {
  switch (wireType) {
    case WireType.Varint:
      return { kind: "varint", value: BigInt(reader.uint64()) };
    case WireType.Bit64:
      return { kind: "double", value: reader.double() };
    default: {
      const value = reader.bytes();
      return schema === undefined
        ? { kind: "bytes", value }
        : { kind: "message", fields: read(value, schema) };
    }
  }
};

const write = (fields: readonly Field[]): Uint8Array => {
  const writer = new BinaryWriter();
  for (const { number, content } of fields) {
    switch (content.kind) {
      case "varint":
        writer.tag(number, WireType.Varint).uint64(content.value);
        break;
      case "double":
        writer.tag(number, WireType.Bit64).double(content.value);
        break;
      case "bytes":
        writer.tag(number, WireType.LengthDelimited).bytes(content.value);
        break;
      case "message":
        writer.tag(number, WireType.LengthDelimited).bytes(write(content.fields));
    }
  }
  return writer.finish();
};

/** Walks down to a random field and changes it. */
const mutateIn = (fields: Field[], random: Random): void => {
  if (fields.length === 0) {
    return;
  }
  const index = random.below(fields.length);
  const { content } = fields[index]!;
  if (content.kind === "message" && random.below(8) > 0) {
    mutateIn(content.fields, random);
  } else {
    random.pick(CHANGES)(fields, index, random);
  }
};

type Change = (fields: Field[], index: number, random: Random) => void;

const changeValue: Change = (fields, index, random) => {
  const field = fields[index]!;
  fields[index] = { ...field, content: otherContent(field.content, random) };
};

const otherContent = (content: Field["content"], random: Random): Field["content"] => {
  switch (content.kind) {
    case "varint":
      return { kind: "varint", value: otherWhole(content.value, random) };
    case "double":
      return { kind: "double", value: random.pick(DOUBLES) };
    case "bytes":
      return { kind: "bytes", value: otherBytes(content.value, random) };
    case "message":
      return { kind: "message", fields: [] };
  }
};

const DOUBLES = [0, -0, 1, -1, 0.5, 1e15, 1e300, 5e-324, NaN, Infinity, -Infinity];
const WHOLES = [
  0n,
  1n,
  2n,
  3n,
  127n,
  128n,
  300n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const otherWhole = (value: bigint, random: Random): bigint =>
  random.below(2) === 0 ? random.pick(WHOLES) : BigInt.asUintN(64, value + BigInt(random.below(5)) - 2n);

const otherBytes = (value: Uint8Array, random: Random): Uint8Array => {
  const bytes = Buffer.from(value);
  if (bytes.length === 0 || random.below(4) === 0) {
    return Buffer.concat([bytes, Buffer.of(0x20 + random.below(0x60))]);
  }
  const at = random.below(bytes.length);
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.of(random.below(256)).subarray(random.below(2)),
    bytes.subarray(at + 1),
  ]);
};

const CHANGES: readonly Change[] = [
  changeValue,
  changeValue,
  changeValue,
  (fields, index) => fields.splice(index, 1),
  (fields, index) => fields.splice(index, 0, fields[index]!),
  (fields, index, random) => fields.splice(random.below(fields.length), 0, ...fields.splice(index, 1)),
  (fields, index, random) => {
    fields[index] = { ...fields[index]!, number: 1 + random.below(16) };
  },
];
