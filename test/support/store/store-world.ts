import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { OPEN_KEY } from "../../../lambda/store/contracts/contract-key.ts";
import { RememberedItems, rememberedForMs } from "../../../lambda/store/contracts/remembered-items.ts";
import type { GroupPush, StoreOutcome, StorePorts } from "../../../lambda/store/group-push.ts";
import { decodeContent } from "../../../lambda/store/groups/content.ts";
import { Hints } from "../../../lambda/store/groups/hints.ts";
import { toOwnFamilies } from "../../../lambda/store/groups/own-families.ts";
import { writeGroup } from "../../../lambda/store/groups/write-group.ts";
import type { ContractItem, Holding, Idle, OpenItem } from "../../../lambda/store/items.ts";
import { readParts } from "../../../lambda/store/limits/counter-parts.ts";
import { sumHoldings } from "../../../lambda/store/limits/counters.ts";
import { AWS_PUSH_TIMES } from "../../../lambda/store/run-times.ts";
import type { Store, Versioned } from "../../../lambda/store/store.ts";
import { keyOf } from "../grouping-key.ts";
import { createMemoryStore } from "./memory-store.ts";

const AMPLE: Holding = { groups: 1_000, series: 100_000, bytes: 100_000_000, names: 10_000 };

/** An open store, a clock that the test moves, and push functions that share both. */
export class StoreWorld {
  readonly inner: Store;
  store: Store;
  nowMs = 1_764_300_000_000;
  maxima: Holding = { ...AMPLE, groups: 1_000_000, series: 500_000 };
  readonly waits: number[] = [];
  #ids = 0;

  constructor(store: Store = createMemoryStore()) {
    this.inner = store;
    this.store = store;
  }

  /** @param labels the open labels, and the opening ones */
  async open(labels: readonly string[] = ["instance"], opening: readonly string[] = []): Promise<this> {
    const idle = { runs: 1, atMs: 0, pushgatewayStart: "" };
    const item: OpenItem = {
      kind: "open",
      table: this.inner.groups.table,
      opening: undefined,
      labels: new Map<string, Idle | "open">([
        ...labels.map((label) => [label, "open"] as const),
        ...opening.map((label) => [label, idle] as const),
      ]),
    };
    await this.put(item, OPEN_KEY);
    return this;
  }

  /** Writes an item unconditionally. */
  async put(item: ContractItem, key: string): Promise<void> {
    await this.inner.contracts.write(item, (await this.#find(key))?.version);
  }

  /** The item of this key. */
  async item(key: string): Promise<ContractItem | undefined> {
    return (await this.#find(key))?.item;
  }

  async #find(key: string): Promise<Versioned | undefined> {
    return (await this.inner.contracts.read([key])).get(key);
  }

  /** A function that remembers nothing. */
  createFunction(trackedLabels: readonly string[] = ["instance"]): StorePorts {
    const world = this;
    return {
      get store() {
        return world.store;
      },
      get maxima() {
        return world.maxima;
      },
      now: () => world.nowMs,
      random: () => 0,
      createId: () => this.createId(),
      backOff: async (attempt) => {
        world.waits.push(attempt);
      },
      hints: new Hints(new Set(trackedLabels)),
      memory: new RememberedItems({
        now: () => world.nowMs,
        stopwatch: () => world.nowMs,
        forMs: rememberedForMs(AWS_PUSH_TIMES),
      }),
      openIfNew: async () => false,
      times: AWS_PUSH_TIMES,
      allowedOf: () => undefined,
    };
  }

  createId(): string {
    return `id${++this.#ids}`;
  }

  /** A push one second later than the one before. */
  push(families: readonly MetricFamily[], parts: Partial<GroupPush> = {}): GroupPush {
    this.nowMs += 1_000;
    const key = parts.key ?? keyOf("backup");
    return {
      id: this.createId(),
      method: "PUT",
      key,
      source: { locate: () => undefined },
      owner: "app",
      allowed: AMPLE,
      ...parts,
      families: toOwnFamilies(families, key),
    };
  }

  /** Writes a push, by default from a function that remembers nothing. */
  write(
    families: readonly MetricFamily[],
    parts: Partial<GroupPush> = {},
    ports = this.createFunction(),
  ): Promise<StoreOutcome> {
    return writeGroup(this.push(families, parts), ports);
  }

  /** The content of the group: type and first value by family. */
  async held(key: GroupingKey = keyOf("backup")): Promise<Record<string, unknown> | undefined> {
    const item = await this.inner.groups.read(key.path);
    return item?.state === "live"
      ? Object.fromEntries(
          decodeContent(item.content).map(({ name, type, metrics: [first] }) => [
            name,
            [type, first !== undefined && "value" in first ? first.value : undefined],
          ]),
        )
      : undefined;
  }

  /** The sum of all parts of its counter. */
  async holding(owner: string | undefined): Promise<Holding> {
    return sumHoldings(await readParts(this.inner.contracts, owner, 16));
  }

  async total(): Promise<Holding> {
    return this.holding(undefined);
  }
}
