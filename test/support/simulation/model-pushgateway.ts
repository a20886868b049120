import {
  PushgatewayOutage,
  type PushgatewayReader,
  type StoredGroup,
} from "../../../lambda/agree/stored-group.ts";
import { exposedNames } from "../../../lambda/model/exposition.ts";

/**
 * An unchecked Pushgateway, as far as agreement goes: it takes everything, and says whether a scrape of what it holds would
 * be broken. It can stall, forget and come back with an old file.
 */
export class ModelPushgateway {
  #groups = new Map<string, StoredGroup>();
  #isStalled = false;
  #queue: (() => void)[] = [];
  #starts = 0;
  /** What broke the page first. */
  broken: string | undefined;

  apply(change: () => void): void {
    if (this.#isStalled) {
      this.#queue.push(change);
    } else {
      change();
      this.broken ??= findBreak(this.#groups);
    }
  }

  put(group: StoredGroup): void {
    this.apply(() => this.#groups.set(group.key.path, group));
  }

  delete(path: string): void {
    this.apply(() => this.#groups.delete(path));
  }

  snapshot(): ReadonlyMap<string, StoredGroup> {
    return new Map(this.#groups);
  }

  restart(state: ReadonlyMap<string, StoredGroup>): void {
    this.#groups = new Map(state);
    this.#starts += 1;
    this.broken ??= findBreak(this.#groups);
  }

  readonly readStart = async (): Promise<string> => {
    if (this.#isStalled) throw new PushgatewayOutage("stalled");
    return String(this.#starts);
  };

  stall(): void {
    this.#isStalled = true;
  }

  /** What came in meanwhile is now applied, each after a pause. */
  resume(pause: () => Promise<void>): void {
    this.#isStalled = false;
    for (const change of this.#queue.splice(0)) {
      void pause().then(() => this.apply(change));
    }
  }

  /** Reads what is there at one time between the beginning and the end of the read. */
  createReader(before: () => Promise<void>, after: () => Promise<void>): PushgatewayReader {
    const read = (): ReadonlyMap<string, StoredGroup> => {
      if (this.#isStalled) throw new PushgatewayOutage("stalled");
      return this.snapshot();
    };
    return {
      async *readGroups() {
        await before();
        const groups = read();
        await after();
        yield* groups.values();
      },
    };
  }
}

const findBreak = (groups: ReadonlyMap<string, StoredGroup>): string | undefined => {
  const uses = new Map<string, string>();
  const series = new Map<string, string>();
  for (const { key, families } of groups.values()) {
    for (const { name, type, labels } of families) {
      for (const exposed of exposedNames(name, type)) {
        const use = `${type} ${name}`;
        if ((uses.get(exposed) ?? use) !== use) return `${exposed} is of ${use} and of ${uses.get(exposed)}`;
        uses.set(exposed, use);
      }
      for (const set of labels) {
        const id = `${name}${JSON.stringify(Object.entries(set).sort())}`;
        if ((series.get(id) ?? key.path) !== key.path) return `${id} is in two groups`;
        series.set(id, key.path);
      }
    }
  }
  return undefined;
};
