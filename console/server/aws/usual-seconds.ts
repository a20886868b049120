import { median } from "../figures.ts";

/** One interval may be accidental; two show a habit. */
const MIN_PUSHES = 3;

/**
 * The median time between pushes whose minutes are known. Pushes of the same minute are assumed to be spread over it.
 * Undefined: too few are known.
 */
export const toUsualSeconds = (pushedByMinute: readonly number[]): number | undefined => {
  const seconds = pushedByMinute.flatMap((count, minute) =>
    Array.from({ length: count }, (_, index) => 60 * (minute + (index + 0.5) / count)),
  );
  if (seconds.length < MIN_PUSHES) {
    return undefined;
  }
  const gaps = seconds.slice(1).map((second, index) => second - seconds[index]!);
  return median(gaps);
};
