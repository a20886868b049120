import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

/** Some 10 ms of processor time. Work that only has to react to its deadline needs a few of them. */
const MOST_TURNS = 5_000;

const EARLY_MS = 50;

/**
 * The outcome of work that must end soon after this time. Throws an error if it ends earlier or later. Later means after
 * more turns of the event loop than {@link MOST_TURNS}. No turn passes while the process waits for a processor, so this is
 * right on a busy machine, too. All that the work waits for must be in this process.
 */
export const soonAfter = async <Value>(timeMs: number, start: () => Promise<Value>): Promise<Value> => {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  const early = timeMs > EARLY_MS ? sleep(timeMs - EARLY_MS) : undefined;
  const work = start();
  work.then(end, end);
  if (early !== undefined) {
    await early;
    if (isOver) {
      throw new Error(`it ended more than ${EARLY_MS} ms before ${timeMs} ms`);
    }
    await sleep(EARLY_MS);
  }
  for (let turn = 0; turn < MOST_TURNS && !isOver; turn++) {
    await nextTurn();
  }
  if (!isOver) {
    throw new Error(`it has not ended soon after ${timeMs} ms`);
  }
  return work;
};
