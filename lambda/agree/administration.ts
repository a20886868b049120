import type { Clock } from "../model/clock.ts";
import { find } from "./decide.ts";
import { type ItemStore, readAll } from "./item-store.ts";
import { type CounterItem, type Item, type NameItem, nameKey, type SidesItem } from "./items.ts";

/** What an operator may ask of the registry. Unlike an answer to a push it tells who claimed first. */
export interface RegistryAdministration {
  /** Every name, ascending, and what everybody holds. */
  list(): Promise<RegistryListing>;
  /** A name, with the sides of the labels of the family that owns it; undefined when nobody claims it. */
  show(name: string): Promise<ShownName | undefined>;
  /**
   * Closes a name: nobody may claim it from now on, and the sweep frees it once no push can be under way that has it and
   * the Pushgateway does not. `unknown`: nobody claims it.
   */
  release(name: string): Promise<"closed" | "closed-already" | "unknown" | "conflict">;
  /** Takes a release back. */
  reopen(name: string): Promise<"open" | "open-already" | "unknown" | "conflict">;
}

export interface RegistryListing {
  readonly names: readonly NameItem[];
  readonly holders: readonly CounterItem[];
}

export interface ShownName {
  readonly name: NameItem;
  readonly sides: readonly SidesItem[];
}

export const createAdministration = (store: ItemStore, clock: Clock): RegistryAdministration => ({
  list: async () => {
    const items = await readItems(store);
    return {
      names: items.filter(isKind("name")).sort((a, b) => (a.name < b.name ? -1 : 1)),
      holders: items.filter(isKind("counter")),
    };
  },
  show: async (name) => {
    const items = await readItems(store);
    const found = items.filter(isKind("name")).find((item) => item.name === name);
    return (
      found && {
        name: found,
        sides: items.filter(isKind("sides")).filter(({ family }) => family === found.owner),
      }
    );
  },
  release: async (name) => {
    const stored = await readName(store, name);
    if (stored === undefined) {
      return "unknown";
    }
    if (stored.item.closing !== undefined) {
      return "closed-already";
    }
    const closing = { sinceMs: clock(), goneSinceMs: undefined };
    return (await put(store, { ...stored.item, closing }, stored.version)) === "done" ? "closed" : "conflict";
  },
  reopen: async (name) => {
    const stored = await readName(store, name);
    if (stored?.item.closing === undefined) {
      return stored === undefined ? "unknown" : "open-already";
    }
    return (await put(store, { ...stored.item, closing: undefined }, stored.version)) === "done"
      ? "open"
      : "conflict";
  },
});

const readItems = async (store: ItemStore): Promise<readonly Item[]> =>
  (await readAll(store)).map(({ item }) => item);

const isKind =
  <Kind extends Item["kind"]>(kind: Kind) =>
  (item: Item): item is Extract<Item, { kind: Kind }> =>
    item.kind === kind;

const readName = async (store: ItemStore, name: string) =>
  find(await store.read([nameKey(name)]), nameKey(name), "name");

const put = (store: ItemStore, item: NameItem, expected: string) =>
  store.transact([{ kind: "put", item, expected }]);
