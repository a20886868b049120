import type { CiUnit } from "../compare/unit.ts";

/** The value of each word in the unit of the metric. */
const UNIT_WORDS: Readonly<Record<CiUnit, Readonly<Record<string, number>>>> = {
  seconds: { ms: 0.001, s: 1, m: 60, min: 60, h: 3_600 },
  bytes: {
    B: 1,
    ...{ kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 },
    ...{ KiB: 1_024, MiB: 1_024 ** 2, GiB: 1_024 ** 3 },
  },
  ratio: { "%": 0.01 },
  count: {},
};

/** How many of the metric's unit one `word` is; undefined if the metric has another unit. */
export const sizeOf = (word: string, unit: CiUnit): number | undefined =>
  Object.hasOwn(UNIT_WORDS[unit], word) ? UNIT_WORDS[unit][word] : undefined;

/** For a sentence: the words that may follow a number. */
export const describeUnits = (unit: CiUnit): string => {
  const words = Object.keys(UNIT_WORDS[unit]);
  return words.length === 0
    ? "no unit (what a metric is measured in is the end of its name: _seconds, _bytes or _ratio)"
    : `a unit (one of ${words.join(", ")})`;
};
