import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { withDeadline } from "../../lambda/adapters/waiting.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/proxy-config.ts";
import type { SweepHandlerPorts } from "../../lambda/handlers/sweep.ts";
import { toStandingLimits } from "../../lambda/store/limits/standing-limits.ts";
import type { LocalSweepSettings, SweepReply, SweepRequest, SweepWorkerData } from "./sweep-worker.ts";

/** Like this file: TypeScript in a checkout, JavaScript in the package. */
const WORKER = import.meta.url.endsWith(".ts") ? "./sweep-worker.ts" : "./sweep-worker.js";

/** The sweep function. It takes an operator's commands, such as `{"command":"tick"}`. */
export type LocalSweep = (command: unknown) => Promise<object>;

export interface RunningSweep {
  /** Rejects once the sweep is closed, and when the command failed. */
  readonly ask: LocalSweep;
  /** Uses this configuration from the next command on. */
  reload(config: ProxyConfig): void;
  /** Waits a while for commands in flight, and then ends them. */
  close(): Promise<void>;
}

/** What the terminal shows. */
export type SweepTeller = Pick<SweepHandlerPorts, "report" | "deleted">;

interface Waiting {
  readonly resolve: (answer: object) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The sweep function in a separate thread, so that a run never delays pushes. A thread that has failed is restarted.
 */
export const startLocalSweep = (
  data: SweepWorkerData,
  config: ProxyConfig,
  tell: SweepTeller,
): RunningSweep => {
  const underWay = new Set<Promise<object>>();
  let settings = toSettings(config);
  let isClosed = false;
  let thread = new SweepThread(data, tell);

  return {
    ask: (event) => {
      if (isClosed) {
        return Promise.reject(new Error("the sweep has ended"));
      }
      if (thread.hasEnded) {
        thread = new SweepThread(data, tell);
      }
      const answer = thread.ask(event, settings);
      underWay.add(answer);
      const forget = (): void => void underWay.delete(answer);
      answer.then(forget, forget);
      return answer;
    },
    reload: (changed) => {
      settings = toSettings(changed);
    },
    close: async () => {
      const outcome = await withDeadline(Promise.allSettled(underWay), LONGEST_END_MS);
      isClosed = true;
      await (outcome.ok ? thread.close() : thread.terminate());
    },
  };
};

/**
 * A run waits up to 20 s for a Pushgateway that does not answer, and containers are killed 10 s after they were asked
 * to end. The first run of the next start does what this run leaves out.
 */
const LONGEST_END_MS = 3_000;

class SweepThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  hasEnded = false;

  constructor(data: SweepWorkerData, tell: SweepTeller) {
    this.#worker = new Worker(new URL(WORKER, import.meta.url), { workerData: data });
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error("the sweep has ended")));
    this.#worker.on("message", (reply: SweepReply) => {
      switch (reply.kind) {
        case "report":
          return tell.report(reply.report);
        case "deleted":
          return tell.deleted(reply.group);
        default:
          return this.#settle(reply);
      }
    });
  }

  ask(event: unknown, settings: LocalSweepSettings): Promise<object> {
    return new Promise<object>((resolve, reject) => {
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, event, settings } satisfies SweepRequest);
    });
  }

  async close(): Promise<void> {
    if (this.hasEnded) {
      return;
    }
    const ended = once(this.#worker, "exit");
    this.#worker.postMessage("close");
    await ended;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: Extract<SweepReply, { readonly id: number }>): void {
    const one = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === "answer") {
      one?.resolve(reply.answer);
    } else {
      one?.reject(new Error(reply.message));
    }
  }

  #end(error: Error): void {
    this.hasEnded = true;
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
  }
}

const toSettings = (config: ProxyConfig): LocalSweepSettings => ({
  trackedLabels: [...trackedLabels(config)],
  expiry: config.expiry,
  heal: config.heal,
  limits: toStandingLimits(config),
});
