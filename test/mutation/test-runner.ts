import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  INSTRUMENTER_CONSTANTS,
  type InstrumenterContext,
  type MutantCoverage,
} from "@stryker-mutator/api/core";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { FreshModules } from "./fresh-modules.ts";
import { collectTests, endTests } from "./mini-jest.ts";
import { type IdentifiedTest, runTest, toFailed } from "./run-test.ts";

/** The unit tests of the stages that are mutated, and the tests that run these stages as a whole. */
const TEST_FILES = [
  "test/unit/{authenticate,authorize,decode,destinations,handlers,request,store,validate}/**/*.test.ts",
  "test/integration/remote-write-sender.test.ts",
];
/** Stages that these tests alone have to cover. A survivor of such a stage need not go through the tests of all others, too. */
const OWN_TESTS: Readonly<Record<string, RegExp>> = {
  decode: /^test\/unit\/(decode|validate)\//,
  validate: /^test\/unit\/(decode|validate)\//,
};

/** In Stryker's sandbox, for the processes after the one that ran all tests without a mutant: what it found. */
const DRY_RUN = "dry-run.json";

interface DryRun {
  /** How long each test kept the processor busy, in ms. */
  readonly times: Times;
  /** How often a quick test reaches each mutant at most. */
  readonly mostHits: Readonly<Record<string, number>>;
}

type Times = Readonly<Record<string, number>>;

/** A mutant that is reached more often than this many times as often as without a mutant is in a loop without end. */
const MOST_TIMES_AS_OFTEN = 10;
const MOST_HITS_OF_ANY = 10_000;

const SLOW_MS = 100;

interface RunOptions {
  readonly isBailing: boolean;
  /** Takes the time of each test. */
  readonly busyMs?: Record<string, number>;
}

/**
 * Runs unit tests in Stryker's own worker process, every mutant in its own modules. Jest takes a second to start for each of
 * five thousand mutants; this takes some tens of milliseconds.
 */
class InProcessTestRunner implements TestRunner {
  readonly #folder = process.cwd();
  readonly #modules = new FreshModules(this.#folder);
  readonly #context: InstrumenterContext = {};
  #dryRun: DryRun = existsSync(DRY_RUN)
    ? (JSON.parse(readFileSync(DRY_RUN, "utf8")) as DryRun)
    : { times: {}, mostHits: {} };
  /** After the first run only those that import a file that is mutated. */
  #files = globSync(TEST_FILES);

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  /** Imports everything once, to learn which file needs which. */
  async init(): Promise<void> {
    (globalThis as Record<string, unknown>)[INSTRUMENTER_CONSTANTS.NAMESPACE] = this.#context;
    const ids = Object.keys(this.#dryRun.times);
    this.#files = this.#files.filter((file) => ids.length === 0 || ids.some((id) => id.startsWith(file)));
    await this.#collectAll();
  }

  async dryRun({ files = [] }: DryRunOptions): Promise<DryRunResult> {
    this.#files = this.#importing(files);
    delete this.#context.mutantCoverage;
    const busyMs: Record<string, number> = {};
    const results = await this.#run(await this.#collectAll(), { isBailing: false, busyMs });
    // Undefined if there is nothing to mutate in the files, because they are types.
    const { mutantCoverage = { static: {}, perTest: {} } } = this.#context;
    this.#dryRun = { times: busyMs, mostHits: toMostHits(mutantCoverage, busyMs) };
    writeFileSync(DRY_RUN, JSON.stringify(this.#dryRun));
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage };
  }

  /** Imports a file of tests only when those before it have not found the mutant. */
  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, mutantActivation, sandboxFileName } = options;
    const mostHits = this.#dryRun.mostHits[activeMutant.id] ?? 0;
    Object.assign(this.#context, {
      hitLimit: MOST_HITS_OF_ANY + MOST_TIMES_AS_OFTEN * mostHits,
      hitCount: 0,
    });
    this.#modules.forget();
    const isBailing = !options.disableBail;
    const chosen = testFilter && new Set(testFilter);
    const results: TestResult[] = [];
    try {
      for (const file of this.#filesFor(chosen, sandboxFileName)) {
        delete this.#context.activeMutant;
        if (mutantActivation === "static") {
          this.#context.activeMutant = activeMutant.id;
        }
        const tests = choose(await this.#collect(file), chosen, this.#dryRun.times);
        this.#context.activeMutant = activeMutant.id;
        results.push(...(await this.#run(tests, { isBailing })));
        if (isBailing && results.at(-1)?.status === TestStatus.Failed) {
          break;
        }
      }
      return this.#judge(results, options);
    } catch (error) {
      // A mutant that cannot even be imported is found.
      return this.#judge([toFailed({ id: "import", name: "import" }, error)], options);
    } finally {
      delete this.#context.activeMutant;
    }
  }

  #judge(tests: TestResult[], { disableBail }: MutantRunOptions): MutantRunResult {
    const { hitCount, hitLimit } = this.#context;
    const outcome = determineHitLimitReached(hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests };
    return toMutantRunResult(outcome, !disableBail);
  }

  /** Those of the mutated file's own stage first, which are the likeliest to find the mutant, then the quickest. */
  #filesFor(testFilter: ReadonlySet<string> | undefined, mutated: string): readonly string[] {
    const stage = this.#toStage(mutated);
    const timeOf = toTimePerFile(this.#dryRun.times);
    const distanceOf = (file: string): number => (file.startsWith(`test/unit/${stage}/`) ? 0 : 1);
    return this.#filesThatReach(testFilter, mutated).toSorted(
      (a, b) => distanceOf(a) - distanceOf(b) || timeOf(a) - timeOf(b),
    );
  }

  #filesThatReach(testFilter: ReadonlySet<string> | undefined, mutated: string): readonly string[] {
    if (testFilter !== undefined) {
      const files = new Set([...testFilter].map(toFile));
      return this.#files.filter((file) => files.has(file));
    }
    return this.#importing([mutated]);
  }

  #importing(mutated: readonly string[]): string[] {
    const importers = new Set(mutated.flatMap((file) => this.#importersOf(file)));
    return this.#files.filter((file) => importers.has(join(this.#folder, file)));
  }

  #importersOf(mutated: string): readonly string[] {
    const tests = OWN_TESTS[this.#toStage(mutated)];
    const importers = [...this.#modules.importersOf(mutated)];
    return tests === undefined
      ? importers
      : importers.filter((file) => tests.test(relative(this.#folder, file)));
  }

  /** Of a file below lambda/. */
  #toStage(file: string): string {
    return relative(this.#folder, file).split("/")[1]!;
  }

  async #collectAll(): Promise<readonly IdentifiedTest[]> {
    this.#modules.forget();
    const tests: IdentifiedTest[] = [];
    for (const file of this.#files) {
      tests.push(...(await this.#collect(file)));
    }
    return tests;
  }

  async #collect(file: string): Promise<readonly IdentifiedTest[]> {
    const collected = await collectTests(() => this.#modules.import(join(this.#folder, file)));
    return collected.map((test) => ({ ...test, id: `${file} ${test.name}`, file }));
  }

  async #run(
    tests: readonly IdentifiedTest[],
    { isBailing, busyMs = {} }: RunOptions,
  ): Promise<TestResult[]> {
    const results: TestResult[] = [];
    for (const test of tests) {
      this.#context.currentTestId = test.id;
      Object.assign(this.#context, { hitCount: isSlow(test.id, this.#dryRun.times) ? undefined : 0 });
      const startMs = toBusyMs();
      const result = await runTest(test);
      busyMs[test.id] = toBusyMs() - startMs;
      results.push(result);
      if (isBailing && result.status === TestStatus.Failed) {
        break;
      }
    }
    delete this.#context.currentTestId;
    await endTests();
    return results;
  }
}

/**
 * The quickest first. What is said once, when modules are imported, has no its own tests: all but the slow ones then, so that a
 * mutant may survive that a slow test would have found, but never the other way round.
 */
const choose = (
  tests: readonly IdentifiedTest[],
  testFilter: ReadonlySet<string> | undefined,
  times: Times,
): readonly IdentifiedTest[] => {
  const timeOf = ({ id }: IdentifiedTest): number => times[id] ?? 0;
  return tests
    .filter((test) => testFilter?.has(test.id) ?? timeOf(test) < SLOW_MS)
    .sort((a, b) => timeOf(a) - timeOf(b));
};

/** Tests that had to end by themselves: what they do a million times would else pass in a loop without end, too, for many seconds. */
const isSlow = (id: string, times: Times): boolean => (times[id] ?? 0) >= SLOW_MS;

const toMostHits = ({ perTest, static: atImport }: MutantCoverage, times: Times): Record<string, number> => {
  const most: Record<string, number> = { ...atImport };
  for (const [, hits] of Object.entries(perTest).filter(([id]) => !isSlow(id, times))) {
    for (const [mutant, count] of Object.entries(hits)) {
      most[mutant] = Math.max(most[mutant] ?? 0, count);
    }
  }
  return most;
};

/** Of a test, by its id. */
const toFile = (id: string): string => id.slice(0, id.indexOf(" "));

const toTimePerFile = (times: Times): ((file: string) => number) => {
  const sums = new Map<string, number>();
  for (const [id, timeMs] of Object.entries(times)) {
    const file = toFile(id);
    sums.set(file, (sums.get(file) ?? 0) + timeMs);
  }
  return (file) => sums.get(file) ?? 0;
};

/** On a busy machine a quick test can take long, but it keeps the processor busy no longer. */
const toBusyMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessTestRunner)];
