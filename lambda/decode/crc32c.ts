/**
 * The CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `bytes[start, end)`, unsigned. node:zlib has only CRC-32, which
 * uses another polynomial.
 */
export const crc32c = (bytes: Uint8Array, start: number, end: number): number => {
  let crc = -1;
  let at = start;
  // Eight bytes in each step, with eight tables ("slicing by 8"). With one byte in each step, the checksum of a snappy
  // body would take longer than inflating it.
  for (const last = end - 8; at <= last; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      TABLE_7[crc & 0xff]! ^
      TABLE_6[(crc >>> 8) & 0xff]! ^
      TABLE_5[(crc >>> 16) & 0xff]! ^
      TABLE_4[crc >>> 24]! ^
      TABLE_3[bytes[at + 4]!]! ^
      TABLE_2[bytes[at + 5]!]! ^
      TABLE_1[bytes[at + 6]!]! ^
      TABLE_0[bytes[at + 7]!]!;
  }
  for (; at < end; at++) {
    crc = TABLE_0[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  }
  return ~crc >>> 0;
};

const POLYNOMIAL = 0x82f63b78;

const firstTable = (): Int32Array => {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? POLYNOMIAL ^ (crc >>> 1) : crc >>> 1;
    }
    table[byte] = crc;
  }
  return table;
};

/** The table for the byte that comes before the byte of `table` in a step. */
const tableBefore = (table: Int32Array): Int32Array => table.map((crc) => TABLE_0[crc & 0xff]! ^ (crc >>> 8));

const TABLE_0 = firstTable();
const TABLE_1 = tableBefore(TABLE_0);
const TABLE_2 = tableBefore(TABLE_1);
const TABLE_3 = tableBefore(TABLE_2);
const TABLE_4 = tableBefore(TABLE_3);
const TABLE_5 = tableBefore(TABLE_4);
const TABLE_6 = tableBefore(TABLE_5);
const TABLE_7 = tableBefore(TABLE_6);
