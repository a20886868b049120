import type { LabelSet } from "./exposition.ts";

/** A text that is the same for equal label sets and for no others. Costs time linear in the labels' length. */
export const toLabelSetKey = ({ names, values }: LabelSet): string =>
  names.map((name, index) => `${name}=${values[index]!.length}:${values[index]}`).join();
