import { LOCAL_OPENING_TICK_MS, LOCAL_TICK_MS } from "../../lambda/store/run-times.ts";
import type { WriteLine } from "./line-log.ts";
import type { LocalSweep } from "./local-sweep.ts";

/** Ticks at once and then on the schedule of a local system, each time a while after the end of the last tick. */
export const tickRegularly = (sweep: LocalSweep, log: WriteLine): { close(): Promise<void> } => {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const tick = async (): Promise<void> => {
    const pauseMs = await tickOnce(sweep, (text) => {
      if (!isClosed) {
        log(text);
      }
    });
    if (isClosed) {
      return;
    }
    timer = setTimeout(() => {
      running = tick();
    }, pauseMs);
  };
  let running = tick();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
};

const tickOnce = async (sweep: LocalSweep, log: WriteLine): Promise<number> => {
  try {
    const { outcome, opening } = (await sweep({ command: "tick" })) as {
      readonly outcome?: string;
      readonly opening?: { readonly isOpen: boolean };
    };
    return outcome === "opening" && opening?.isOpen !== true ? LOCAL_OPENING_TICK_MS : LOCAL_TICK_MS;
  } catch (error) {
    log(`sweep failed: ${error instanceof Error ? error.stack : String(error)}`);
    return LOCAL_OPENING_TICK_MS;
  }
};
