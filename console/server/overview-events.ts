import type { ServerResponse } from "node:http";
import type { Overview } from "../api.ts";

export interface EventTimes {
  /** The time between two checks. */
  readonly everyMs: number;
  /** A connection that is silent for longer looks lost to the page. */
  readonly silenceMs: number;
}

/**
 * Sends the overview as server-sent events, whenever it has changed, until the page has gone. A page that does not read
 * gets no more of them, since they would be kept in memory.
 */
export const sendOverviews = async (
  response: ServerResponse,
  overview: () => Promise<Overview>,
  { everyMs, silenceMs }: EventTimes,
): Promise<void> => {
  let sent = "";
  let sentMs = 0;
  while (!response.destroyed && !response.writableEnded) {
    if (!response.writableNeedDrain) {
      const data = JSON.stringify(await overview());
      const nowMs = performance.now();
      if (data !== sent || nowMs - sentMs >= silenceMs) {
        response.write(`event: overview\ndata: ${data}\n\n`);
        sent = data;
        sentMs = nowMs;
      }
    }
    await sleepWhileOpen(response, everyMs);
  }
};

const sleepWhileOpen = (response: ServerResponse, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      response.off("close", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms).unref();
    response.once("close", wake);
  });
