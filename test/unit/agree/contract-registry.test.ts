import { describe } from "@jest/globals";
import { createMemoryStore } from "../../../lambda/agree/memory-store.ts";
import { describeRegistry } from "../../support/registry/registry-contract.ts";
import { describeRelease } from "../../support/registry/release-contract.ts";

describe("a registry in memory", () => {
  describeRegistry(async () => createMemoryStore());
  describeRelease(async () => createMemoryStore());
});
