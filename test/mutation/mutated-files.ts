import { globSync } from "node:fs";
import { matchesGlob } from "node:path";
import { buildSync } from "esbuild";

/** What decides who may do what, and what reads and judges payloads. A file that is left out has its reason here. */
const MUTATED = [
  "lambda/{authenticate,authorize,request,decode,validate,destinations,store}/**/*.ts",
  "lambda/model/{glob,grant}.ts",
];

/** Types only: there is nothing to change. */
const LEFT_OUT = "**/*.d.ts";

/** As Stryker takes them. */
export const MUTATED_PATTERNS: readonly string[] = [...MUTATED, `!${LEFT_OUT}`];

export interface MutatedFiles {
  readonly withCode: readonly string[];
  /** They have nothing to change, and if a pattern matches no others, Stryker ends without saying so. */
  readonly typesOnly: readonly string[];
}

export const findMutatedFiles = (): MutatedFiles => {
  const files = globSync(MUTATED).filter((file) => !matchesGlob(file, LEFT_OUT));
  const { outputs } = buildSync({
    entryPoints: files,
    outdir: ".mutation",
    write: false,
    metafile: true,
  }).metafile;
  const hasCode = new Set(
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0),
    ),
  );
  return {
    withCode: files.filter((file) => hasCode.has(file)),
    typesOnly: files.filter((file) => !hasCode.has(file)),
  };
};

/** Says which part of `--mutate` chooses none of the files that are mutated, and what to do. */
export const findWrongPattern = (mutate: string, files: MutatedFiles): string | undefined => {
  const wrong = mutate.split(",").find((pattern) => !choosesAny(pattern, files.withCode));
  if (wrong === undefined) {
    return undefined;
  }
  if (choosesAny(wrong, files.typesOnly)) {
    return `the pattern ${JSON.stringify(wrong)} of --mutate matches only files that declare types, so there is nothing to mutate; give files with code, such as ${EXAMPLE}`;
  }
  return hasHalfBrace(wrong)
    ? `--mutate ${JSON.stringify(mutate)} cannot have a comma between braces, because commas separate patterns; write a pattern for each alternative`
    : `the pattern ${JSON.stringify(wrong)} of --mutate matches none of the files that mutation tests are for; give one such as ${EXAMPLE}, with commas between several (test/mutation/mutated-files.ts says which files these are)`;
};

const EXAMPLE = "lambda/validate/rules/**/*.ts";

/** A pattern that leaves files out need not leave out any. Behind a file there may be lines, as in `lambda/decode/sort.ts:5-9`. */
const choosesAny = (pattern: string, files: readonly string[]): boolean =>
  pattern.startsWith("!") ||
  files.some((file) => matchesGlob(file, pattern.replace(/:\d+(:\d+)?-\d+(:\d+)?$/, "")));

const hasHalfBrace = (pattern: string): boolean => pattern.includes("{") !== pattern.includes("}");
