import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import { nodeModules } from "../../runner/circus-in-node.ts";

const EVENT_HANDLERS = Symbol.for("EVENT_HANDLERS");

const readHandlers = (): readonly unknown[] => Reflect.get(globalThis, EVENT_HANDLERS);

describe("Circus for a test file", () => {
  it("has none of the event handlers that the file before added", () => {
    const ofThisFile = readHandlers();
    try {
      nodeModules.requireInternalModule(createRequire(import.meta.url).resolve("jest-circus"));
      expect(readHandlers().filter((handler) => ofThisFile.includes(handler))).toEqual([]);
      expect(ofThisFile.length).toBeGreaterThan(readHandlers().length);
    } finally {
      Reflect.set(globalThis, EVENT_HANDLERS, ofThisFile);
    }
  });
});
