import type * as globals from "@jest/globals";
import { ModuleMocker } from "jest-mock";
import { isSameData } from "./is-same-data.ts";

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
export const it = forward("it");

type Matchers = ReturnType<Globals["expect"]>;
type Matcher = (...args: readonly unknown[]) => unknown;

/** If a test of these is true, the matcher passes. If it is false, Jest decides. */
const PASSES: Readonly<Record<string, (actual: unknown, expected: unknown) => boolean>> = {
  toBe: Object.is,
  toEqual: isSameData,
};

/**
 * Every call of Jest's `expect` makes hundreds of functions and an error, which takes longer than most comparisons. So
 * it is called only for other matchers, and for what does not pass at once.
 */
export const expect: Globals["expect"] = new Proxy((() => {}) as unknown as Globals["expect"], {
  apply: (_target, _this, args: [unknown]) => {
    const matchers = (): Matchers => Reflect.apply(current.expect, undefined, args);
    return args.length === 1
      ? new Proxy({} as Matchers, { get: (_, name) => toMatcher(args[0], name as string, matchers) })
      : matchers();
  },
  get: (_target, key) => Reflect.get(current.expect, key),
});

const toMatcher = (actual: unknown, name: string, matchers: () => Matchers): unknown => {
  const passes = Object.hasOwn(PASSES, name) ? PASSES[name] : undefined;
  if (passes === undefined) {
    return Reflect.get(matchers(), name);
  }
  const match: Matcher = (...args) => {
    if (args.length === 1 && passes(actual, args[0])) {
      return;
    }
    try {
      (Reflect.get(matchers(), name) as Matcher)(...args);
    } catch (error) {
      // Jest shows the line of the test, which is the first one of the stack.
      Error.captureStackTrace(error as Error, match);
      throw error;
    }
  };
  return match;
};

/**
 * Only the part of the object `jest` that works without Jest's modules: `fn`, `spyOn`, `restoreAllMocks` and the like.
 */
export const jest = new ModuleMocker(globalThis);
