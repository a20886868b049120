import { describe, expect, it } from "@jest/globals";
import { createPageDestination } from "../../../lambda/destinations/page/page-destination.ts";
import { disturb } from "../../support/store/disturbed-store.ts";
import { createMemoryStore } from "../../support/store/memory-store.ts";

const GROUP = { path: "/metrics/job/a", content: new Uint8Array([1]), atMs: 5_000 };

describe("createPageDestination", () => {
  it("has delivered a group as soon as the store has it", async () => {
    const destination = createPageDestination(createMemoryStore());
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "delivered" });
    expect(await destination.remove(GROUP, 2_000)).toEqual({ kind: "delivered" });
  });

  it("is ready while the store answers", async () => {
    const store = createMemoryStore();
    expect(await createPageDestination(store).isReady(2_000)).toBe(true);
    expect(await createPageDestination(disturb(store, () => "lost")).isReady(2_000)).toBe(false);
  });

  it("reads an item of the store, since reading no items would not reach the store", async () => {
    const asked: string[] = [];
    const { contracts } = createMemoryStore();
    const read = async (keys: readonly string[]) => {
      asked.push(...keys);
      return new Map();
    };
    expect(await createPageDestination({ contracts: { ...contracts, read } }).isReady(2_000)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it("throws on a bug instead of reporting an outage", async () => {
    const { contracts } = createMemoryStore();
    const read = async () => {
      throw new TypeError("a bug");
    };
    const destination = createPageDestination({ contracts: { ...contracts, read } });
    await expect(destination.isReady(2_000)).rejects.toThrow("a bug");
  });
});
