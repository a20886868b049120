import { describe } from "@jest/globals";
import { createMemoryStore } from "../../support/store/memory-store.ts";
import { describeStore } from "../../support/store/store-contract.ts";

describe("a store in memory", () => {
  describeStore(async (gone) => createMemoryStore("groups", gone));
});
