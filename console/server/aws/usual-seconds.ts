import { median } from "../figures.ts";

/** Two intervals tell a habit from an accident. */
const MIN_PUSHES = 3;

/**
 * The median time between pushes that are known by the minute alone: those of one minute are taken to be spread over it. Undefined:
 * too few are known.
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
