import type { ContractKey, GroupItem } from "../../../lambda/store/items.ts";
import type { Versioned } from "../../../lambda/store/store.ts";
import { toTicks } from "./process.ts";
import { WatchedStore } from "./watched-store.ts";
import type { World } from "./world-parts.ts";

/** Midway an empty store, or a backup, replaces the store (clauses 16 and 17). */
export const replaceStoreMidway = (world: World, beginning: "lost" | "restored"): void => {
  const { random, time, draw, startMs } = world;
  const { lengthMs, times } = draw;
  const lostAtMs = startMs + toTicks(random.between(lengthMs / 4, (3 * lengthMs) / 4));
  if (beginning === "lost") {
    time.at(lostAtMs, () => {
      world.surroundings.log(() => "an empty store takes the place of the store");
      world.replaceStore(new WatchedStore("groups-2", world));
    });
    return;
  }
  const groupsAtMs = Math.max(startMs, lostAtMs - toTicks(random.between(0, 5 * times.betweenRunsMs)));
  // The contracts table is restored to the time of the groups table, or up to D later.
  const contractsAtMs = Math.min(lostAtMs, groupsAtMs + toTicks(random.between(0, times.betweenRunsMs)));
  const backup = new Backup();
  time.at(groupsAtMs, () => {
    backup.groups = new Map(world.store.groupItems);
  });
  time.at(contractsAtMs, () => {
    backup.contracts = new Map(world.store.contractItems);
  });
  time.at(lostAtMs + 1, () => {
    world.surroundings.log(() => "a backup takes the place of the store");
    void backup.restore(new WatchedStore("groups-2", world)).then((store) => {
      world.replaceStore(store);
      void emptyPushgateway(world);
    });
  });
};

class Backup {
  groups: ReadonlyMap<string, GroupItem> = new Map();
  contracts: ReadonlyMap<ContractKey, Versioned> = new Map();

  async restore(store: WatchedStore): Promise<WatchedStore> {
    store.isInUse = false;
    for (const { item } of this.contracts.values()) {
      await store.contracts.write(item, undefined);
    }
    for (const item of this.groups.values()) {
      await store.groups.write(item, undefined);
    }
    return store;
  }
}

/** The operator restarts the Pushgateway without its file, and again if a relay has arrived meanwhile. */
const emptyPushgateway = async (world: World): Promise<void> => {
  const { time, random, pushgateway, draw } = world;
  const { betweenRunsMs } = draw.times;
  await time.sleep(toTicks(random.between(0, betweenRunsMs)));
  while (!world.isStoreOpen() && !world.isOver) {
    if (pushgateway.held.size > 0) {
      pushgateway.restartWith(new Map());
    }
    await time.sleep(2 * betweenRunsMs + toTicks(random.between(0, betweenRunsMs)));
  }
};
