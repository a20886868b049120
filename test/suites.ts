/** Test files of some folders of test/, run by Jest. */
export interface Suite {
  readonly folders: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/**
 * A test file belongs to the suite of its folder. Only `long` runs files of another suite: the property tests, which
 * are short in the loop and take hours of processor time with `TEST_LENGTH=full` (see test/support/test-length.ts).
 */
export const SUITES = {
  /** `npm test` needs only Node. */
  loop: { folders: ["unit", "property", "integration", "infra"] },
  /** Half of its time is spent waiting for programs, their scrapes and timeouts. */
  real: { folders: ["real", "pipelines", "examples"], environment: { WORKERS_PER_CORE: "2" } },
  docs: { folders: ["docs"] },
  /** Two files at once: each has its own browser and server, and waits for them. */
  console: { folders: ["console"], flags: ["--maxWorkers=2"] },
  long: { folders: ["property"], environment: { TEST_LENGTH: "full" } },
  /** Each file has its own emulator. Together they wait for minutes, so several files run at once. */
  aws: { folders: ["emulated-aws"], flags: ["--forceExit"] },
  /** Needs the test tools of five languages, which it installs and runs once on each machine. */
  "ci-tools": { folders: ["ci-tools"], flags: ["--runInBand"] },
  /** Builds need the machine for themselves. */
  clients: { folders: ["clients"], flags: ["--runInBand", "--forceExit"] },
} satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof SUITES;

export const isSuiteName = (name: string): name is SuiteName => Object.hasOwn(SUITES, name);
