import type { ProblemCode } from "../../model/catalogue.ts";
import type { Clock } from "../../model/clock.ts";
import type { Result } from "../../model/result.ts";
import type { Store } from "../store.ts";

export interface RefusalCounterPorts {
  readonly store: Pick<Store, "contracts">;
  readonly now: Clock;
  /** Waits for the work, but no longer than this. */
  readonly within: (work: Promise<unknown>, timeoutMs: number) => Promise<Result<unknown, "late">>;
}

/**
 * The shortest time between two additions of a process to the store. Refusals since the last one are lost if the
 * process ends.
 */
const ADD_EVERY_MS = 10_000;

/** The longest wait of an answer for its count, since a store that does not answer must not make refusals slow. */
const WAIT_AT_MOST_MS = 100;

/**
 * Counts the refused pushes of one process, by client and code, which are both closed lists. The first refusal after
 * ten quiet seconds is added to the store at once, because the process may be frozen afterwards. An addition without an
 * answer is not repeated: it may have been applied, and counting too few is better than counting twice.
 */
export class RefusalCounter {
  readonly #ports: RefusalCounterPorts;
  #pending = new Map<string, Map<string, number>>();
  #addedMs = Number.NEGATIVE_INFINITY;

  constructor(ports: RefusalCounterPorts) {
    this.#ports = ports;
  }

  count(client: string, code: ProblemCode): void {
    const counts = this.#pending.get(client) ?? new Map<string, number>();
    this.#pending.set(client, counts.set(code, (counts.get(code) ?? 0) + 1));
  }

  /** Adds pending counts if the last addition was ten seconds ago. Costs nothing if there are none. */
  async addIfDue(): Promise<void> {
    if (this.#pending.size > 0 && Math.abs(this.#ports.now() - this.#addedMs) >= ADD_EVERY_MS) {
      await this.#ports.within(this.add(), WAIT_AT_MOST_MS);
    }
  }

  /** Adds pending counts, for a process that is about to end. */
  async add(): Promise<void> {
    const pending = this.#pending;
    this.#pending = new Map();
    this.#addedMs = this.#ports.now();
    const { contracts } = this.#ports.store;
    await Promise.all(Array.from(pending, ([client, counts]) => contracts.addRefusals(client, counts)));
  }
}
