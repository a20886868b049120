import type { schema } from "@stryker-mutator/api/core";
import type { Explained } from "./explained/explanation.ts";

/** Of the mutants of these folders of lambda/, so many in per cent tests must notice. */
const LEAST_SCORES: Readonly<Record<string, number>> = {
  authenticate: 95,
  authorize: 95,
  decode: 95,
  destinations: 95,
  store: 95,
  validate: 95,
};

export interface MutationRun {
  readonly files: Readonly<Record<string, Pick<schema.FileResult, "source" | "mutants">>>;
  /** Every source file below lambda/, with whether the run has changed all of it. */
  readonly areWhole: ReadonlyMap<string, boolean>;
}

export interface FolderResult {
  readonly folder: string;
  readonly killed: number;
  readonly survived: number;
  /** Of those that survived. */
  readonly explained: number;
  readonly unexplained: readonly Survivor[];
  /** Explanations of mutants that are not there, or do not survive. */
  readonly stale: readonly Survivor[];
  /** In per cent. A survivor counts as one, explained or not. */
  readonly score: number;
  /** Undefined: none is demanded, or only a part of the folder was changed. */
  readonly leastScore: number | undefined;
}

export interface Survivor {
  readonly file: string;
  readonly line: string;
  readonly mutant: string;
  /** Undefined for what is not there. */
  readonly lineNumber?: number;
}

/** Compares the survivors of a run with the explanations. One result a folder. */
export const judgeSurvivors = (run: MutationRun, explained: Explained): readonly FolderResult[] => {
  const folders = new Set(Object.keys(run.files).map(toFolder));
  return [...folders].sort().map((folder) => judgeFolder(folder, run, explained));
};

/** Whether the run as a whole has failed. */
export const isFailed = ({ unexplained, stale, score, leastScore = 0 }: FolderResult): boolean =>
  unexplained.length > 0 || stale.length > 0 || score < leastScore;

const judgeFolder = (folder: string, run: MutationRun, explained: Explained): FolderResult => {
  const isHere = (file: string): boolean => toFolder(file) === folder;
  const files = Object.entries(run.files).filter(([file]) => isHere(file));
  const killed = files.flatMap(([, { mutants }]) =>
    mutants.filter(({ status }) => KILLED.has(status)),
  ).length;
  const survivors = findMutants(files, SURVIVED);
  const explanations = Object.entries(explained)
    .filter(([file]) => isHere(file))
    .flatMap(([file, entries]) => toExpected(file, entries));
  const expected = new Set(explanations.map(toId));
  const found = new Set([...survivors, ...findMutants(files, SLOW)].map(toId));
  const unexplained = survivors.filter((survivor) => !expected.has(toId(survivor)));
  const isWholeFolder = [...run.areWhole].every(([file, isWhole]) => isWhole || !isHere(file));
  return {
    folder,
    killed,
    survived: survivors.length,
    explained: survivors.length - unexplained.length,
    unexplained,
    stale: explanations.filter(
      (entry) => !found.has(toId(entry)) && (run.areWhole.get(entry.file) ?? isWholeFolder),
    ),
    score: killed + survivors.length === 0 ? 100 : (100 * killed) / (killed + survivors.length),
    leastScore: isWholeFolder ? LEAST_SCORES[folder] : undefined,
  };
};

const KILLED: ReadonlySet<schema.MutantStatus> = new Set(["Killed", "Timeout"]);
const SURVIVED: ReadonlySet<schema.MutantStatus> = new Set(["Survived", "NoCoverage"]);
/** On a busy machine a survivor can take too long, so that its explanation is not stale. */
const SLOW: ReadonlySet<schema.MutantStatus> = new Set(["Timeout"]);

const findMutants = (
  files: readonly (readonly [string, MutationRun["files"][string]])[],
  statuses: ReadonlySet<schema.MutantStatus>,
): readonly Survivor[] =>
  files.flatMap(([file, { source, mutants }]) =>
    mutants.filter(({ status }) => statuses.has(status)).map((mutant) => toSurvivor(file, source, mutant)),
  );

/** Of `lambda/store/items.ts`: `store`. */
const toFolder = (file: string): string => file.split("/")[1]!;

const toId = ({ file, line, mutant }: Survivor): string => JSON.stringify([file, line, mutant]);

const toExpected = (file: string, entries: Explained[string]): readonly Survivor[] =>
  entries
    .flatMap(({ mutants }) => Object.entries(mutants))
    .flatMap(([line, texts]) => texts.map((mutant) => ({ file, line, mutant })));

const toSurvivor = (file: string, source: string, mutant: schema.MutantResult): Survivor => {
  const { start, end } = mutant.location;
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const line = lines[0]!.trim();
  lines.push(lines.pop()!.slice(0, end.column - 1));
  const original = lines.join("\n").slice(start.column - 1);
  const text =
    mutant.mutatorName === "BlockStatement"
      ? "{…} → {}"
      : `${toShortText(original)} → ${toShortText(mutant.replacement ?? "")}`;
  return { file, line, mutant: text, lineNumber: start.line };
};

const LONGEST_TEXT = 90;

const toShortText = (code: string): string => {
  const text = code.replace(/\s+/g, " ");
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, 60)}…${text.slice(-29)}`;
};
