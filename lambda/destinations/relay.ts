import { type Clock, isWithin } from "../model/clock.ts";
import { during } from "../model/outage.ts";
import { DIRTY_KEY } from "../store/contracts/contract-key.ts";
import type { ProtocolTimes } from "../store/run-times.ts";
import { type Store, StoreOutage } from "../store/store.ts";
import type { DeliveryOutcome, Destination, StoredVersion } from "./destination.ts";

/** For all tries of one relay together. The sweep delivers what cannot be delivered in this time. */
export const RELAY_DEADLINE_MS = 2_000;

/**
 * For a trial, the push that checks whether the destination is back. It must not wait long. A client that pushes once a
 * second makes a trial with every fifth push, and a trial must leave most of 100 ms for the rest of the push. A working
 * Pushgateway answers within a few milliseconds. If it is slower, the sweep delivers until a later trial succeeds.
 */
export const TRIAL_DEADLINE_MS = 40;

/** How long pushes are not relayed after a failure, so that functions do not wait during an outage of the destination. */
export const SKIP_MS = 5_000;

/** `dirty` calls the sweep. A process writes it at most once in this time, unless told otherwise. */
export const DIRTY_EVERY_MS = 10_000;

export interface RelayPorts {
  readonly destination: Destination;
  readonly store: Store;
  readonly now: Clock;
  readonly times: Pick<ProtocolTimes, "actMs">;
  /** @default DIRTY_EVERY_MS */
  readonly dirtyEveryMs?: number;
}

/** The result of a relay. In every case the group is stored. */
export type RelayOutcome =
  /** The destination has it. */
  | "delivered"
  /** The sweep will deliver it. */
  | "later"
  /** The destination refused what the proxy had accepted, which is a bug. */
  | "refused";

/** When the store request began whose success this relay rests on. */
export interface RestsOn {
  readonly restsOnMs: number;
}

/**
 * Clauses 6 and 7: sends what the store holds now, if it was read recently. Skipping a relay is always safe. After a
 * failure one push at a time checks whether the destination is back, each {@link SKIP_MS} after the one before.
 */
export class Relay {
  readonly #ports: RelayPorts;
  /** Undefined: the last relay was answered. */
  #failedAtMs: number | undefined;
  #isTrying = false;
  #dirtyAtMs = Number.NEGATIVE_INFINITY;
  #isDirtyDue = false;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  write(version: StoredVersion & RestsOn): Promise<RelayOutcome> {
    return this.#deliver(version, (timeoutMs) => this.#ports.destination.write(version, timeoutMs));
  }

  /**
   * The relay of a newer push can arrive before this deletion, which then removes it. So the group is read again
   * afterwards, and relayed if it was pushed.
   */
  async remove(group: { readonly path: string } & RestsOn): Promise<RelayOutcome> {
    const outcome = await this.#deliver(group, (timeoutMs) =>
      this.#ports.destination.remove(group, timeoutMs),
    );
    if (outcome !== "delivered") {
      return outcome;
    }
    const restsOnMs = this.#ports.now();
    const current = await this.#ports.store.groups.read(group.path).catch(LEAVE_TO_SWEEP);
    return current?.state === "live" ? this.write({ ...current, restsOnMs }) : outcome;
  }

  async #deliver(
    { restsOnMs }: RestsOn,
    send: (timeoutMs: number) => Promise<DeliveryOutcome>,
  ): Promise<RelayOutcome> {
    const { now, times, dirtyEveryMs = DIRTY_EVERY_MS } = this.#ports;
    const nowMs = now();
    const isFresh = isWithin(restsOnMs, nowMs, times.actMs);
    const outcome =
      isFresh && this.#maySend() ? await this.#send(send, restsOnMs + times.actMs - nowMs) : "later";
    this.#isDirtyDue ||= outcome === "later";
    if (this.#isDirtyDue && !isWithin(this.#dirtyAtMs, now(), dirtyEveryMs)) {
      await this.#markDirty();
    }
    return outcome;
  }

  #maySend(): boolean {
    return (
      this.#failedAtMs === undefined ||
      (!this.#isTrying && !isWithin(this.#failedAtMs, this.#ports.now(), SKIP_MS))
    );
  }

  async #send(send: (timeoutMs: number) => Promise<DeliveryOutcome>, leftMs: number): Promise<RelayOutcome> {
    const isTrial = this.#failedAtMs !== undefined;
    if (isTrial) {
      this.#isTrying = true;
    }
    try {
      const { kind } = await send(Math.min(isTrial ? TRIAL_DEADLINE_MS : RELAY_DEADLINE_MS, leftMs));
      this.#failedAtMs = kind === "unanswered" ? this.#ports.now() : undefined;
      return kind === "unanswered" ? "later" : kind;
    } finally {
      if (isTrial) {
        this.#isTrying = false;
      }
    }
  }

  /** If another process writes it at the same time, it writes the same. */
  async #markDirty(): Promise<void> {
    const { store, now } = this.#ports;
    const atMs = now();
    this.#dirtyAtMs = atMs;
    this.#isDirtyDue = false;
    const items = await store.contracts.read([DIRTY_KEY]).catch(LEAVE_TO_SWEEP);
    if (items !== undefined) {
      await store.contracts.write({ kind: "dirty", atMs }, items.get(DIRTY_KEY)?.version);
    }
  }
}

/** The sweep then finds the difference on its next regular run. */
const LEAVE_TO_SWEEP = during(StoreOutage, undefined);
