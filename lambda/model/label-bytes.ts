import type { LabelSet } from "./exposition.ts";

/** The bytes of all names and values, in UTF-8. */
export const countLabelBytes = ({ names, values }: LabelSet): number => {
  let bytes = 0;
  for (let index = 0; index < names.length; index++) {
    bytes += Buffer.byteLength(names[index]!) + Buffer.byteLength(values[index]!);
  }
  return bytes;
};
