/** The number that protobuf's zigzag encoding, in which small negative numbers are short, writes as this one. */
export const toSigned = (value: number): number =>
  value < 2 ** 31 ? (value >>> 1) ^ -(value & 1) : value % 2 === 0 ? value / 2 : -(value + 1) / 2;
