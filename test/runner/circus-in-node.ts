import { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { setGlobals } from "./globals.ts";

/**
 * Jest's `testRunner`. It runs a test file with Jest's own Circus, but loads modules with Node. Jest would load every
 * module again for each test file, which takes longer than all tests together. Test files in the same worker share
 * their imports.
 */
const runTestFile: TestRunner = async (globalConfig, config, environment, _runtime, testPath, report) => {
  const { console } = globalThis;
  globalThis.console = environment.global.console;
  // Jest looks for source maps whenever a stack is made, which costs an eighth of all time. Node strips types in place,
  // so no map is needed.
  Reflect.deleteProperty(Error, "prepareStackTrace");
  try {
    return await runWithCircus(globalConfig, config, environment, nodeModules, testPath, report);
  } finally {
    globalThis.console = console;
  }
};

export default runTestFile;

type TestRunner = (
  globalConfig: unknown,
  config: unknown,
  environment: { readonly global: { readonly console: Console } },
  runtime: unknown,
  testPath: string,
  report?: unknown,
) => Promise<unknown>;

const require = createRequire(import.meta.url);
const runWithCircus = (require("jest-circus/runner") as { readonly default: TestRunner }).default;

const EVENT_HANDLERS = Symbol.for("EVENT_HANDLERS");

const runs = new Map<string, number>();

/** The parts of Jest's runtime that Circus uses. */
export const nodeModules = {
  /**
   * Circus keeps the state of one test file, so it is loaded again for each. Its event handlers are global. Those of an
   * earlier file would handle every test of later files, too.
   */
  requireInternalModule: (path: string): unknown => {
    delete require.cache[path];
    Reflect.deleteProperty(globalThis, EVENT_HANDLERS);
    return require(path);
  },
  requireModule: require,
  setGlobalsForRuntime: setGlobals,
  unstable_shouldLoadAsEsm: (): boolean => true,
  /** In watch mode a worker may run a file twice, so the file is imported twice. */
  unstable_importModule: (path: string): Promise<unknown> => {
    const run = (runs.get(path) ?? 0) + 1;
    runs.set(path, run);
    const { href } = pathToFileURL(path);
    return import(run === 1 ? href : `${href}?run=${run}`);
  },
  enterTestCode: (): void => {},
  leaveTestCode: (): void => {},
};

const GLOBALS = new URL("./globals.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "@jest/globals" ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
});
