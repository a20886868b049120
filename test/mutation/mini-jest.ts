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

type Hook = () => unknown;

/** A `describe`, or the file as a whole. */
class Group {
  readonly before: Hook[] = [];
  readonly after: Hook[] = [];
  readonly atEnd: Hook[] = [];
  readonly outer: Group | undefined;
  readonly path: readonly string[];

  constructor(outer?: Group, title?: string) {
    this.outer = outer;
    this.path = title === undefined ? [] : [...(outer?.path ?? []), title];
  }

  /** Runs a test as Jest does: what prepares it from outside in, and what clears up after it from inside out. */
  async run(body: Hook): Promise<void> {
    const prepared = async (): Promise<void> => {
      used.add(this);
      await inTurn(this.before);
      try {
        await body();
      } finally {
        await inTurn(this.after);
      }
    };
    await (this.outer === undefined ? prepared() : this.outer.run(prepared));
  }
}

const inTurn = async (hooks: readonly Hook[]): Promise<void> => {
  for (const hook of hooks) {
    await hook();
  }
};

let tests: CollectedTest[] = [];
let group = new Group();
const used = new Set<Group>();

/** The tests that `load` defines, in their order. */
export const collectTests = async (load: () => Promise<unknown>): Promise<readonly CollectedTest[]> => {
  tests = [];
  group = new Group();
  await load();
  return tests;
};

const defineGroup = (title: string, body: () => void): void => {
  const outer = group;
  group = new Group(outer, title);
  body();
  group = outer;
};

const defineTest = (title: string, body: () => unknown): void => {
  const own = group;
  const name = [...own.path, title].join(" ");
  const twins = tests.filter((test) => test.name === name || test.name.startsWith(`${name} #`)).length;
  tests.push({
    name: twins === 0 ? name : `${name} #${twins + 1}`,
    run: () => own.run(body),
  });
};

export const beforeEach = (hook: Hook): void => {
  group.before.push(hook);
};

export const afterEach = (hook: Hook): void => {
  group.after.push(hook);
};

export const beforeAll = (hook: Hook): void => {
  let done: Promise<unknown> | undefined;
  group.before.push(() => {
    done ??= Promise.resolve(hook());
    return done;
  });
};

export const afterAll = (hook: Hook): void => {
  group.atEnd.push(hook);
};

/** What `afterAll` was given by the groups that ran a test. */
export const endTests = async (): Promise<void> => {
  const groups = [...used].reverse();
  used.clear();
  await inTurn(groups.flatMap(({ atEnd }) => atEnd));
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
