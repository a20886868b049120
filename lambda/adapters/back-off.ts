import { setTimeout as sleep } from "node:timers/promises";

const FIRST_MS = 10;
const LONGEST_MS = 250;

/** Waits up to 10 ms, 20 ms, 40 ms and so on; anything in between, so that rivals part. */
export const backOff = async (attempt: number): Promise<void> => {
  await sleep(Math.random() * Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS));
};
