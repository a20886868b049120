/** The number whose bytes, at most ten, are from `start` to `end`. */
export const toBigInt = (bytes: Uint8Array, start: number, end: number): bigint => {
  let value = 0n;
  for (let at = end - 1; at >= start; at--) {
    value = (value << 7n) | BigInt(bytes[at]! & 0x7f);
  }
  return value;
};
