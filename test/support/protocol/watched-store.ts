import { counterKey, keyOf, refusalsKey } from "../../../lambda/store/contracts/contract-key.ts";
import type { ContractItem, ContractKey, GroupItem } from "../../../lambda/store/items.ts";
import type {
  CounterChange,
  GoneMode,
  GroupWriteOutcome,
  Store,
  Versioned,
  WriteOutcome,
} from "../../../lambda/store/store.ts";
import { createMemoryStore } from "../store/memory-store.ts";

/** Called for every change, right after it. */
export interface StoreObserver {
  groupChanged(path: string, before: GroupItem | undefined, after: GroupItem | undefined): void;
  contractChanged(key: ContractKey, before: ContractItem | undefined, after: ContractItem | undefined): void;
  added(change: CounterChange): void;
}

/** The server: a memory store whose content is visible at any time. */
export class WatchedStore implements Store {
  readonly groupItems = new Map<string, GroupItem>();
  readonly contractItems = new Map<ContractKey, Versioned>();
  /** The observer is called only while this is the store of the world. */
  isInUse = true;
  readonly groups: Store["groups"];
  readonly contracts: Store["contracts"];

  constructor(table: string, observer: StoreObserver, gone: GoneMode = "forgotten") {
    const inner = createMemoryStore(table, gone);
    const watchGroup =
      <Parameters extends unknown[]>(
        write: (...parameters: Parameters) => Promise<GroupWriteOutcome>,
        pathOf: (parameter: Parameters[0]) => string,
      ) =>
      async (...parameters: Parameters): Promise<GroupWriteOutcome> => {
        const path = pathOf(parameters[0]);
        // Nothing else can happen between these two.
        const [writing, reading] = [write(...parameters), inner.groups.read(path)];
        const outcome = await writing;
        if (outcome.kind === "done") {
          const after = await reading;
          const before = this.groupItems.get(path);
          if (after === undefined) {
            this.groupItems.delete(path);
          } else {
            this.groupItems.set(path, after);
          }
          if (this.isInUse) {
            observer.groupChanged(path, before, after);
          }
        }
        return outcome;
      };
    const pathOf = ({ path }: { readonly path: string }): string => path;
    this.groups = {
      table,
      gone: inner.groups.gone,
      read: inner.groups.read,
      isEmpty: inner.groups.isEmpty,
      scan: inner.groups.scan,
      overwrite: watchGroup(inner.groups.overwrite, pathOf),
      write: watchGroup(inner.groups.write, pathOf),
      bury: watchGroup(inner.groups.bury, pathOf),
      mark: watchGroup(inner.groups.mark, pathOf),
      remove: watchGroup(inner.groups.remove, pathOf),
    };
    const watchContract = async (
      key: ContractKey,
      write: () => Promise<WriteOutcome>,
      observe: () => void = () => {},
    ): Promise<WriteOutcome> => {
      const [writing, reading] = [write(), inner.contracts.read([key])];
      const outcome = await writing;
      if (outcome.kind === "done") {
        const after = (await reading).get(key);
        const before = this.contractItems.get(key);
        if (after === undefined) {
          this.contractItems.delete(key);
        } else {
          this.contractItems.set(key, after);
        }
        if (this.isInUse) {
          observer.contractChanged(key, before?.item, after?.item);
        }
        if (this.isInUse) {
          observe();
        }
      }
      return outcome;
    };
    this.contracts = {
      read: inner.contracts.read,
      scan: inner.contracts.scan,
      write: (item, expected) => watchContract(keyOf(item), () => inner.contracts.write(item, expected)),
      remove: (key, expected) => watchContract(key, () => inner.contracts.remove(key, expected)),
      add: (change) =>
        watchContract(
          counterKey(change.to),
          () => inner.contracts.add(change),
          () => observer.added(change),
        ),
      addRefusals: (client, counts) =>
        watchContract(refusalsKey(client), () => inner.contracts.addRefusals(client, counts)),
    };
  }
}
