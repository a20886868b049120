/**
 * Writes protobuf that no library would write. Each function returns the bytes of one field, or of a message of fields.
 */
export const varint = (field: number, value: bigint | number): Buffer =>
  Buffer.concat([number(BigInt(field) << 3n), number(BigInt.asUintN(64, BigInt(value)))]);

/** A signed number, encoded as `sint32` and `sint64`. */
export const zigzag = (field: number, value: number): Buffer =>
  varint(field, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));

export const double = (field: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([number((BigInt(field) << 3n) | 1n), bytes]);
};

export const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([number((BigInt(field) << 3n) | 2n), delimited(content)]);

export const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));

export const message = (field: number, ...fields: readonly Uint8Array[]): Buffer =>
  bytes(field, Buffer.concat(fields));

export const metric = (...fields: readonly Uint8Array[]): Buffer => message(4, ...fields);

/** A `LabelPair`. */
export const label = (name: string, value: string): Buffer => message(1, text(1, name), text(2, value));

/** A delimited `MetricFamily`. */
export const family = (name: string, type: number, ...rest: readonly Uint8Array[]): Buffer =>
  delimited(Buffer.concat([text(1, name), varint(3, type), ...rest]));

export const delimited = (content: Uint8Array): Buffer =>
  Buffer.concat([number(BigInt(content.length)), content]);

export const number = (value: bigint): Buffer => {
  const groups: number[] = [];
  let rest = value;
  do {
    groups.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(groups);
};
