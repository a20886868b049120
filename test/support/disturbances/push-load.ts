import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../random.ts";

/** One request and its outcome. */
export interface SentPush {
  readonly sentMs: number;
  readonly tookMs: number;
  /** Undefined without an answer. */
  readonly status: number | undefined;
}

/**
 * The pushes to one group. Each push has a greater value than the one before; a DELETE takes a number of the same
 * sequence.
 */
class Ledger {
  sent = 0;
  answered = 0;
  lastDelete = -1;
}

/** How a group in a read contradicts the answers. */
export type Violation =
  /** It is missing, and no DELETE was sent since the last answer. */
  | "lost"
  /** It has an older value than an answered one, or exists although its DELETE was answered. */
  | "older";

export interface LoadSettings {
  readonly url: string;
  readonly authorization: string;
  readonly groups: number;
  readonly workers: number;
  /** Between two pushes of one worker. */
  readonly pauseMs: number;
  readonly random: Random;
}

/**
 * Steady PUTs, POSTs and DELETEs to many groups, with at most one request in flight per group. It records what was sent
 * and answered, so that reads can be judged.
 */
export class PushLoad {
  readonly pushes: SentPush[] = [];
  readonly #settings: LoadSettings;
  readonly #ledgers: ReadonlyMap<string, Ledger>;
  readonly #agent = new Agent({ keepAlive: true });
  #isPushing = false;
  #workers: readonly Promise<void>[] = [];

  constructor(settings: LoadSettings) {
    this.#settings = settings;
    this.#ledgers = new Map(
      Array.from({ length: settings.groups }, (_, index) => [`i${index}`, new Ledger()] as const),
    );
  }

  /** One push to each group. */
  async fill(): Promise<void> {
    const names = [...this.#ledgers.keys()];
    await this.#inParallel(async () => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        await this.#push(name, "PUT");
      }
    });
  }

  resume(): void {
    this.#isPushing = true;
    const names = [...this.#ledgers.keys()];
    const { workers, pauseMs } = this.#settings;
    this.#workers = Array.from({ length: workers }, async (_, worker) => {
      const own = names.filter((_name, index) => index % workers === worker);
      while (this.#isPushing) {
        await this.#push(this.#settings.random.pick(own), this.#drawMethod());
        await sleep(pauseMs);
      }
    });
  }

  /** Resolves when no push is in flight. */
  async pause(): Promise<void> {
    this.#isPushing = false;
    await Promise.all(this.#workers);
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Returns a function that judges a later read by the answers so far. */
  judge(): (read: ReadonlyMap<string, number>) => ReadonlyMap<string, Violation> {
    const answered = new Map(Array.from(this.#ledgers, ([name, ledger]) => [name, ledger.answered] as const));
    return (read) => {
      const violations = new Map<string, Violation>();
      for (const [name, least] of answered) {
        const value = read.get(name);
        const deleted = this.#ledgers.get(name)!.lastDelete;
        if (value === undefined && deleted < least) {
          violations.set(name, "lost");
        }
        if (value !== undefined && value < least) {
          violations.set(name, "older");
        }
      }
      return violations;
    };
  }

  #drawMethod(): "PUT" | "POST" | "DELETE" {
    const draw = this.#settings.random.next();
    if (draw < 0.1) {
      return "DELETE";
    }
    return draw < 0.3 ? "POST" : "PUT";
  }

  async #inParallel(work: () => Promise<void>): Promise<void> {
    await Promise.all(Array.from({ length: this.#settings.workers }, work));
  }

  async #push(name: string, method: "PUT" | "POST" | "DELETE"): Promise<void> {
    const ledger = this.#ledgers.get(name)!;
    const value = ++ledger.sent;
    if (method === "DELETE") {
      ledger.lastDelete = value;
    }
    const sentMs = Date.now();
    const start = performance.now();
    const status = await this.#send(name, method, value);
    this.pushes.push({ sentMs, tookMs: performance.now() - start, status });
    if (status !== undefined && status < 300) {
      ledger.answered = value;
    }
    if (status === undefined) {
      await sleep(100);
    }
  }

  #send(name: string, method: string, value: number): Promise<number | undefined> {
    const body = method === "DELETE" ? "" : `# TYPE x gauge\nx ${value}\n${method === "POST" ? "y 1\n" : ""}`;
    return new Promise((resolve) => {
      const sent = request(
        `${this.#settings.url}/metrics/job/load/instance/${name}`,
        {
          agent: this.#agent,
          method,
          headers: {
            authorization: this.#settings.authorization,
            "content-length": Buffer.byteLength(body),
          },
        },
        (response) => {
          response.resume();
          response.once("end", () => resolve(response.statusCode));
          response.once("error", () => resolve(undefined));
        },
      );
      sent.once("error", () => resolve(undefined)).end(body);
    });
  }
}
