/** Decodes protobuf's zigzag encoding, in which small negative numbers are short. */
export const toSigned = (value: number): number =>
  value < 2 ** 31 ? (value >>> 1) ^ -(value & 1) : value % 2 === 0 ? value / 2 : -(value + 1) / 2;

/** The number whose bytes, at most ten, are from `start` to `end`. */
export const toBigInt = (bytes: Uint8Array, start: number, end: number): bigint => {
  let value = 0n;
  for (let at = end - 1; at >= start; at--) {
    value = (value << 7n) | BigInt(bytes[at]! & 0x7f);
  }
  return value;
};
