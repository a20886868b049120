/** Whether two ranges, the first of them of earlier bytes, hold the same. */
export const isSame = (
  bytes: Uint8Array,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): boolean => {
  if (end - start !== otherEnd - otherStart) {
    return false;
  }
  for (let a = start, b = otherStart; a < end; a++, b++) {
    if (bytes[a] !== bytes[b]) {
      return false;
    }
  }
  return true;
};
