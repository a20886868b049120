import type * as globals from "@jest/globals";
import { ModuleMocker } from "jest-mock";

/** Replaces `@jest/globals` in tests. Its functions call those of Circus for the current test file. */
type Globals = Pick<
  typeof globals,
  "afterAll" | "afterEach" | "beforeAll" | "beforeEach" | "describe" | "expect" | "it"
>;

let current: Globals;

export const setGlobals = (globals: Globals): void => {
  current = globals;
};

const forward = <Name extends keyof Globals>(name: Name): Globals[Name] =>
  new Proxy((() => {}) as unknown as Globals[Name], {
    apply: (_target, _this, args) => Reflect.apply(current[name] as never, undefined, args),
    get: (_target, key) => Reflect.get(current[name], key),
  });

export const afterAll = forward("afterAll");
export const afterEach = forward("afterEach");
export const beforeAll = forward("beforeAll");
export const beforeEach = forward("beforeEach");
export const describe = forward("describe");
export const expect = forward("expect");
export const it = forward("it");

/**
 * Only the part of the object `jest` that works without Jest's modules: `fn`, `spyOn`, `restoreAllMocks` and the like.
 */
export const jest = new ModuleMocker(globalThis);
