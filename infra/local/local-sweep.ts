import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/tracked-labels.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import type { LocalSweepSettings, SweepReply, SweepRequest, SweepWorkerData } from "./sweep-worker.ts";

/** The sweep function: takes what an operator may ask of it, `{"command":"tick"}` among them. */
export type LocalSweep = (command: unknown) => Promise<object>;

export interface RunningSweep {
  /** Rejects once the sweep is closed, and when the command failed. */
  readonly ask: LocalSweep;
  /** Goes by this configuration from the next command on. */
  reload(config: ProxyConfig): void;
  /** Waits for commands that are under way. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: object) => void;
  readonly reject: (error: Error) => void;
}

/** The sweep function in its own thread, so that a run never keeps pushes waiting. */
export const startLocalSweep = (
  data: SweepWorkerData,
  config: ProxyConfig,
  report: (report: RunReport) => void,
): RunningSweep => {
  const worker = new Worker(new URL("./sweep-worker.ts", import.meta.url), { workerData: data });
  const waiting = new Map<number, Waiting>();
  const underWay = new Set<Promise<object>>();
  let settings = toSettings(config);
  let asked = 0;
  let isClosed = false;

  const rejectAll = (error: Error): void => {
    isClosed = true;
    for (const { reject } of waiting.values()) {
      reject(error);
    }
    waiting.clear();
  };
  worker.on("error", rejectAll);
  worker.on("exit", () => rejectAll(new Error("the sweep has ended")));
  worker.on("message", (reply: SweepReply) => {
    if (reply.kind === "report") {
      return report(reply.report);
    }
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === "answer") {
      one?.resolve(reply.answer);
    } else {
      one?.reject(new Error(reply.message));
    }
  });
  return {
    ask: (event) => {
      const answer = new Promise<object>((resolve, reject) => {
        if (isClosed) {
          return reject(new Error("the sweep has ended"));
        }
        const id = ++asked;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, event, settings } satisfies SweepRequest);
      });
      underWay.add(answer);
      const forget = (): void => void underWay.delete(answer);
      answer.then(forget, forget);
      return answer;
    },
    reload: (changed) => {
      settings = toSettings(changed);
    },
    close: async () => {
      if (isClosed) {
        return;
      }
      await Promise.allSettled(underWay);
      const ended = once(worker, "exit");
      worker.postMessage("close");
      await ended;
    },
  };
};

const toSettings = (config: ProxyConfig): LocalSweepSettings => ({
  trackedLabels: [...trackedLabels(config)],
  expiry: config.expiry,
  heal: config.heal,
});
