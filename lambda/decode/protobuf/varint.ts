/** Decodes a number in protobuf's zigzag encoding (`sint32`, `sint64`), in which small negative numbers are short. */
export const toSigned = (value: number): number =>
  value < 2 ** 31 ? (value >>> 1) ^ -(value & 1) : value % 2 === 0 ? value / 2 : -(value + 1) / 2;

/** The varint between `start` and `end`, which has at most ten bytes. */
export const toBigInt = (bytes: Uint8Array, start: number, end: number): bigint => {
  let value = 0n;
  for (let at = end - 1; at >= start; at--) {
    value = (value << 7n) | BigInt(bytes[at]! & 0x7f);
  }
  return value;
};
