const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** In one unit, as in `4 s`, `12 min`, `26 h`, `5 d`. */
export const describeSeconds = (seconds: number): string => {
  if (seconds < MINUTE) {
    return `${Math.max(0, Math.floor(seconds))} s`;
  }
  if (seconds < HOUR) {
    return `${Math.floor(seconds / MINUTE)} min`;
  }
  return seconds < 2 * DAY ? `${Math.floor(seconds / HOUR)} h` : `${Math.floor(seconds / DAY)} d`;
};

export const describeAge = (iso: string, nowMs: number): string =>
  `${describeSeconds(toAgeSeconds(iso, nowMs))} ago`;

/** Clocks differ, so a time in the future counts as now. */
export const toAgeSeconds = (iso: string, nowMs: number): number =>
  Math.max(0, (nowMs - Date.parse(iso)) / 1_000);
