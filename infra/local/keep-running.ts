import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A process that is restarted whenever it ends by itself. */
export interface KeptProcess {
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 5_000;
/** Short enough that a push, which tries to connect for 2 s, does not notice the first restart. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that has run for this long has started successfully. */
const STEADY_AFTER_MS = 60_000;

/**
 * Watches `first`, and starts the next one after a pause, which doubles while they end soon. Each end gives one
 * warning.
 */
export const keepRunning = (
  first: ChildProcess,
  startNext: () => ChildProcess,
  warn: (text: string) => void,
): KeptProcess => {
  let child = first;
  let pauseMs = FIRST_PAUSE_MS;
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;

  const watch = (): void => {
    const startedAtMs = Date.now();
    child.once("close", (code, signal) => {
      if (isStopping) {
        return;
      }
      if (Date.now() - startedAtMs >= STEADY_AFTER_MS) {
        pauseMs = FIRST_PAUSE_MS;
      }
      restartLater(`ended (${signal ?? `exit code ${code}`})`);
    });
  };
  const restartLater = (problem: string): void => {
    warn(`the Pushgateway ${problem}; it is started again in ${pauseMs / 1_000} s`);
    timer = setTimeout(restart, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };
  const restart = (): void => {
    try {
      child = startNext();
    } catch (error) {
      // For instance for lack of memory.
      restartLater(`cannot be started (${(error as Error).message})`);
      return;
    }
    watch();
  };
  watch();
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await stopProcess(child);
    },
  };
};

/** Asks it to end, and kills it after a while. */
export const stopProcess = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) {
    return;
  }
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
};

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
