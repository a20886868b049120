import { createContractRegistry } from "../../../lambda/agree/contract-registry.ts";
import type { ItemStore } from "../../../lambda/agree/item-store.ts";
import { createMemoryStore } from "../../../lambda/agree/memory-store.ts";
import type { Registry } from "../../../lambda/agree/registry.ts";
import { createSeed } from "../../../lambda/agree/seed.ts";
import type { StoredGroup } from "../../../lambda/agree/stored-group.ts";
import { sweepRegistry } from "../../../lambda/sweep/sweep-registry.ts";
import { TRACKED_LABELS } from "../registry/registry-bench.ts";
import { keepUnstamped } from "./keep-unstamped.ts";
import { ModelPushgateway } from "./model-pushgateway.ts";
import type { SimulatedPush } from "./pushes.ts";
import { type Clause, TIGHT_TIMES } from "./simulation.ts";

const MINUTE = 60_000;

/** Something that happens at a time, in minutes from the beginning. */
export type Event = readonly [number, (world: ScriptedWorld) => unknown];

/**
 * The real registry and sweep before a model of a Pushgateway, where things happen when they are told to: for what would take
 * longer to happen by chance than there is time to wait.
 */
export class ScriptedWorld {
  readonly #pushgateway = new ModelPushgateway();
  readonly #store: ItemStore = createMemoryStore();
  readonly #registry: Registry;
  readonly #without: Clause | undefined;
  #nowMs = 1_800_000_000_000;
  #file: ReadonlyMap<string, StoredGroup> = new Map();

  constructor(without?: Clause) {
    this.#without = without;
    const clock = () => this.#nowMs;
    const settings = { times: TIGHT_TIMES, trackedLabels: TRACKED_LABELS };
    const reader = this.#createReader();
    this.#registry = createContractRegistry(
      {
        store: this.#store,
        clock,
        backOff: async () => {},
        seed: createSeed(
          { store: this.#store, reader, clock, report: () => {}, reportOutage: () => {} },
          settings,
        ),
      },
      { ...settings, maxSeries: 1_000_000, maxCacheEntries: 1_000 },
    );
  }

  /** Lets everything happen, each at its time; gives what broke the page. */
  async play(events: readonly Event[]): Promise<string | undefined> {
    const startMs = this.#nowMs;
    for (const [minute, happen] of [...events].sort(([a], [b]) => a - b)) {
      this.#nowMs = startMs + minute * MINUTE;
      await happen(this);
    }
    return this.#pushgateway.broken;
  }

  async push({ claims, stored }: SimulatedPush): Promise<void> {
    if ((await this.#registry.claim(claims)).kind === "agreed") this.#pushgateway.put(stored);
  }

  deleteGroup({ stored }: SimulatedPush): void {
    this.#pushgateway.delete(stored.key.path);
  }

  persist(): void {
    this.#file = this.#pushgateway.snapshot();
  }

  restart(): void {
    this.#pushgateway.restart(this.#file);
  }

  async sweep(): Promise<void> {
    const isBlind = this.#without === "a sweep after a restart releases nothing";
    await sweepRegistry(
      {
        store: this.#without === "what is live is stamped" ? keepUnstamped(this.#store) : this.#store,
        reader: this.#createReader(),
        readStart: isBlind ? async () => "" : this.#pushgateway.readStart,
        clock: () => this.#nowMs,
      },
      { times: TIGHT_TIMES, trackedLabels: TRACKED_LABELS },
      "apply",
    );
  }

  #createReader() {
    const atOnce = async () => {};
    return this.#pushgateway.createReader(atOnce, atOnce);
  }
}
