/** Test files of some folders of test/, run by Jest. */
export interface Suite {
  readonly folders: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Its programs need the machine for themselves, and may leave a server behind. */
const ALONE = ["--runInBand", "--forceExit"];

/**
 * A test file belongs to the suite of its folder. Only `long` runs files of another suite: the property tests, which
 * are short in the loop and take hours of processor time with `TEST_LENGTH=full` (see test/support/test-length.ts).
 */
export const SUITES = {
  /** `npm test` needs only Node. */
  loop: { folders: ["unit", "property", "integration", "infra"] },
  real: { folders: ["real", "pipelines", "examples"] },
  docs: { folders: ["docs"] },
  console: { folders: ["console"], flags: ["--runInBand"] },
  long: { folders: ["property"], environment: { TEST_LENGTH: "full" } },
  aws: { folders: ["emulated-aws"], flags: ALONE },
  /** Needs the test tools of five languages, which it installs and runs once on each machine. */
  "ci-tools": { folders: ["ci-tools"], flags: ["--runInBand"] },
  clients: { folders: ["clients"], flags: ALONE },
} satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof SUITES;

export const isSuiteName = (name: string): name is SuiteName => Object.hasOwn(SUITES, name);
