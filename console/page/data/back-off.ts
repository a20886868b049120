const DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** How long to wait before a try, counted from 0. */
export const toBackOffMs = (attempt: number): number => DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)]!;
