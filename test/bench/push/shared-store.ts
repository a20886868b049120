import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import type { Store } from "../../../lambda/store/store.ts";

/** One call of a store in another thread. The result comes through `answers`. */
interface Call {
  readonly part: keyof Store;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly answers: MessagePort;
}

/** The number of items that are copied between two turns of the event loop, so that pushes do not wait long. */
const PAGE_ITEMS = 200;

/** Answers the calls of {@link connectStore} in a worker. */
export const serveStore = (store: Store, worker: Worker): void => {
  worker.on("message", async ({ part, method, args, answers }: Call) => {
    if (method === "scan") {
      await sendPages(store[part].scan(), answers);
    } else {
      const methods = store[part] as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
      answers.postMessage(await methods[method]!(...args));
    }
    answers.close();
  });
};

const sendPages = async (pages: AsyncIterable<readonly unknown[]>, answers: MessagePort): Promise<void> => {
  for await (const page of pages) {
    for (let start = 0; start < page.length; start += PAGE_ITEMS) {
      answers.postMessage(page.slice(start, start + PAGE_ITEMS));
      await setImmediate();
    }
  }
  answers.postMessage(undefined);
};

const METHODS = {
  groups: ["read", "overwrite", "write", "bury", "mark", "remove", "isEmpty"],
  contracts: ["read", "write", "remove", "add", "addRefusals"],
} as const;

/** The store of the main thread, for a worker. `table` is the table of its groups. */
export const connectStore = (main: MessagePort, table: string): Store => {
  const toPart = (part: keyof Store) => ({
    ...Object.fromEntries(
      METHODS[part].map((method) => [
        method,
        (...args: readonly unknown[]) => call(main, part, method, args),
      ]),
    ),
    scan: () => scan(main, part),
  });
  const store = { groups: { ...toPart("groups"), table, gone: "forgotten" }, contracts: toPart("contracts") };
  return store as unknown as Store;
};

const start = (main: MessagePort, part: keyof Store, method: string, args: readonly unknown[]) => {
  const { port1, port2 } = new MessageChannel();
  main.postMessage({ part, method, args, answers: port2 } satisfies Call, [port2]);
  return port1;
};

const call = async (
  main: MessagePort,
  part: keyof Store,
  method: string,
  args: readonly unknown[],
): Promise<unknown> => {
  const [answer] = await once(start(main, part, method, args), "message");
  return answer;
};

async function* scan(main: MessagePort, part: keyof Store): AsyncIterable<readonly unknown[]> {
  const pages: (readonly unknown[] | undefined)[] = [];
  let arrived = Promise.withResolvers<void>();
  start(main, part, "scan", []).on("message", (page: readonly unknown[] | undefined) => {
    pages.push(page);
    arrived.resolve();
  });
  for (;;) {
    await arrived.promise;
    arrived = Promise.withResolvers<void>();
    for (const page of pages.splice(0)) {
      if (page === undefined) {
        return;
      }
      yield page;
    }
  }
}
