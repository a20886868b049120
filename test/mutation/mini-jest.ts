import { format } from "node:util";

export { expect } from "expect";

/**
 * As much of `@jest/globals` as unit tests of pure code need: it collects tests, so that a runner can run them again and again
 * without starting Jest each time.
 */
export interface CollectedTest {
  readonly name: string;
  run(): unknown;
}

type Body<Arguments extends readonly unknown[]> = (...row: Arguments) => unknown;

/** A `describe`, or the file as a whole. */
interface Group {
  readonly path: readonly string[];
  /** What runs before each test, that of outer groups first. */
  readonly before: (() => unknown)[][];
}

const toFile = (): Group => ({ path: [], before: [[]] });

let tests: CollectedTest[] = [];
let group = toFile();

/** The tests that `load` defines, in their order. */
export const collectTests = async (load: () => Promise<unknown>): Promise<readonly CollectedTest[]> => {
  tests = [];
  group = toFile();
  await load();
  return tests;
};

const defineGroup = (title: string, body: () => void): void => {
  const outer = group;
  group = { path: [...outer.path, title], before: [...outer.before, []] };
  body();
  group = outer;
};

const defineTest = (title: string, body: () => unknown): void => {
  const { path, before } = group;
  const name = [...path, title].join(" ");
  const twins = tests.filter((test) => test.name === name || test.name.startsWith(`${name} #`)).length;
  tests.push({
    name: twins === 0 ? name : `${name} #${twins + 1}`,
    run: () => runAfter(before.flat(), body),
  });
};

const runAfter = async (before: readonly (() => unknown)[], body: () => unknown): Promise<void> => {
  for (const prepare of before) {
    await prepare();
  }
  await body();
};

export const beforeEach = (prepare: () => unknown): void => {
  group.before.at(-1)?.push(prepare);
};

const toTitle = (title: string, row: readonly unknown[]): string => {
  const placeholders = title.match(/%[a-z]/g)?.length ?? 0;
  const first = row[0] as Readonly<Record<string, unknown>>;
  return format(title.replace(/%p/g, "%j"), ...row.slice(0, placeholders)).replace(
    /\$(\w+)/g,
    (_, key: string) => String(first[key]),
  );
};

const each =
  (define: (title: string, body: () => unknown) => void) =>
  (table: readonly unknown[]) =>
  (title: string, body: Body<unknown[]>): void => {
    for (const entry of table) {
      const row = Array.isArray(entry) ? entry : [entry];
      define(toTitle(title, row), () => body(...row));
    }
  };

export const describe = Object.assign(defineGroup, { each: each(defineGroup as typeof defineTest) });
export const it = Object.assign(defineTest, { each: each(defineTest) });
