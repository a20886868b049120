import { expect } from "@jest/globals";
import { counterKey } from "../../../lambda/store/contracts/contract-key.ts";
import type { ContractKey } from "../../../lambda/store/items.ts";
import type { Store } from "../../../lambda/store/store.ts";
import { gauge } from "../expositions.ts";
import { keyOf } from "../grouping-key.ts";
import { RunWorld } from "./run-world.ts";
import { StoreWorld } from "./store-world.ts";

/**
 * Shows on a new store that a damaged counter blocks new groups of its owner only until a run.
 *
 * @param damage makes the item of this key unreadable
 */
export const showDamagedCounter = async (
  store: Store,
  damage: (key: ContractKey) => Promise<unknown>,
): Promise<void> => {
  const runs = new RunWorld(await new StoreWorld(store).open());
  const push = (job: string) => runs.push([gauge("m")], { key: keyOf(job), owner: "ci" });
  expect(await push("a")).toMatchObject({ kind: "stored" });
  const key = counterKey({ owner: "ci", part: 0 });
  await damage(key);
  expect(await push("b")).toMatchObject({ kind: "unavailable" });
  // Its other groups take pushes of the same series.
  expect(await push("a")).toMatchObject({ kind: "stored" });
  expect(await runs.run()).toMatchObject({
    outcome: "whole",
    unreadable: [{ key, reason: expect.stringMatching(/counted the stored groups and replaced it$/) }],
  });
  expect(await push("b")).toMatchObject({ kind: "stored" });
  expect(await runs.world.holding("ci")).toMatchObject({ groups: 2, series: 2 });
  expect(await runs.run()).toMatchObject({ unreadable: [] });
};
