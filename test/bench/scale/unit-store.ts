import { hash } from "node:crypto";
import { toGroupAttributes } from "../../../lambda/adapters/dynamodb/dynamodb-group-attributes.ts";
import { packContent } from "../../../lambda/adapters/stored-content.ts";
import type { Clock } from "../../../lambda/model/clock.ts";
import { writeContractJson } from "../../../lambda/store/contracts/contract-json.ts";
import { counterKey, keyOf } from "../../../lambda/store/contracts/contract-key.ts";
import type { LiveGroup } from "../../../lambda/store/items.ts";
import type { Store } from "../../../lambda/store/store.ts";

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
/** The assumed number of equal partitions of a table. */
const PARTITIONS = 8;
/** Only one in this many groups is compressed as for the table, since that takes longer than everything else. */
const SAMPLED = 1_000;

export interface Units {
  readonly writes: number;
  readonly reads: number;
  /** The most units in a second for any item, and the item. */
  readonly hottestWrite: Hottest;
  readonly hottestRead: Hottest;
  /** The most write units in a second for one of eight equal partitions of the groups table. */
  readonly hottestPartition: Hottest;
}

export interface Hottest {
  readonly key: string;
  readonly units: number;
}

/**
 * Counts DynamoDB's units by item and second of the clock. A write takes one per started KiB, even if it is refused; a
 * consistent read takes one per started 4 KiB, at least one. Content is not kept, so that a million groups fit into
 * memory.
 */
export class UnitStore implements Store {
  readonly groups: Store["groups"];
  readonly contracts: Store["contracts"];
  readonly #now: Clock;
  #writes = new Tally();
  #reads = new Tally();
  #partitions = new Tally();
  #groupUnits = 1;
  #written = 0;

  constructor(inner: Store, now: Clock) {
    this.#now = now;
    this.groups = {
      ...inner.groups,
      read: (path) => {
        this.#reads.add(`group ${path}`, this.#groupUnits, now());
        return inner.groups.read(path);
      },
      overwrite: (write) => {
        this.#writeGroup(write.path, this.#groupUnits);
        return inner.groups.overwrite({ ...write, content: NOTHING });
      },
      write: (item, expected) => {
        if (item.state === "live" && this.#written++ % SAMPLED === 0) {
          this.#groupUnits = Math.max(this.#groupUnits, toGroupUnits(item));
        }
        this.#writeGroup(item.path, this.#groupUnits);
        return inner.groups.write(item.state === "live" ? { ...item, content: NOTHING } : item, expected);
      },
    };
    this.contracts = {
      ...inner.contracts,
      read: async (keys) => {
        const found = await inner.contracts.read(keys);
        for (const key of keys) {
          const item = found.get(key)?.item;
          const bytes = item === undefined ? 0 : writeContractJson(item).length;
          this.#reads.add(key, Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)), now());
        }
        return found;
      },
      write: (item, expected) => {
        const units = Math.ceil(writeContractJson(item).length / WRITE_UNIT_BYTES);
        this.#writes.add(keyOf(item), units, now());
        return inner.contracts.write(item, expected);
      },
      add: (change) => {
        this.#writes.add(counterKey(change.to), 1, now());
        return inner.contracts.add(change);
      },
    };
  }

  /** The counts since the last call. */
  take(): Units {
    const units = {
      writes: this.#writes.sum,
      reads: this.#reads.sum,
      hottestWrite: this.#writes.hottest(),
      hottestRead: this.#reads.hottest(),
      hottestPartition: this.#partitions.hottest(),
    };
    this.#writes = new Tally();
    this.#reads = new Tally();
    this.#partitions = new Tally();
    return units;
  }

  #writeGroup(path: string, units: number): void {
    this.#writes.add(`group ${path}`, units, this.#now());
    const partition = hash("sha256", path, "buffer").readUInt32BE(8) % PARTITIONS;
    this.#partitions.add(`partition ${partition}`, units, this.#now());
  }
}

const NOTHING = new Uint8Array();

/** The size of an item as DynamoDB counts it: the names and values of its attributes. */
const toGroupUnits = (item: LiveGroup): number => {
  const attributes = { pk: { S: "x".repeat(22) }, ...toGroupAttributes(item, packContent(item.content)) };
  const bytes = Object.entries(attributes).reduce((sum, [name, value]) => {
    const {
      S = "",
      N = "",
      B = NOTHING,
    } = value as { readonly S?: string; readonly N?: string; readonly B?: Uint8Array };
    return sum + name.length + S.length + Math.ceil(N.length / 2) + 1 + B.length;
  }, 0);
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
};

/** Units by key in each second. The largest second is kept. */
class Tally {
  sum = 0;
  #second = -1;
  #units = new Map<string, number>();
  #hottest: Hottest = { key: "none", units: 0 };

  add(key: string, units: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    if (second !== this.#second) {
      this.hottest();
      this.#second = second;
      this.#units.clear();
    }
    this.sum += units;
    this.#units.set(key, (this.#units.get(key) ?? 0) + units);
  }

  hottest(): Hottest {
    for (const [key, units] of this.#units) {
      if (units > this.#hottest.units) {
        this.#hottest = { key, units };
      }
    }
    return this.#hottest;
  }
}
