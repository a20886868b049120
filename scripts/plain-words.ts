/** A place with a word that CONTRIBUTING.md asks to replace. */
export interface WordIssue {
  /** From 1. */
  readonly line: number;
  readonly found: string;
  readonly instead: string;
}

/** Phrases that readers stumble over, and their replacements. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/gi, "fix"],
  [/\bin force\b/gi, "existing"],
  [/\bwhoever\b/gi, "who it is: the operator, a client, a reader"],
  [/\bnobody knows\b/gi, "it is not known"],
  [/\bfor ever\b/gi, "always, never ends, or until it is deleted"],
  [/\bwithout a word\b/gi, "silently"],
  [/\b(held|holds?|holding) against\b/gi, "compare with"],
  [/\banew\b/gi, "again, recreated or restarted"],
  [/\b(un)?sound(ness)?\b/gi, "valid, or invalid"],
  [/\b(alarms?|alerts?)\b.{0,40}\b(rings?|rang)\b|\bring the (alarm|alert)\b/gi, "fire"],
  [/\bof (its|their) own\b(?! [a-z])/gi, "its own …, separate or custom"],
  [/\bof ill repute\b/gi, "with a bad reputation"],
  [/\bnobody's\b/gi, "no … has"],
  [/\ba riddle\b/gi, "say what is not known"],
  [/\bstops short of\b/gi, "ends before"],
  [/\bmistakes?\b/gi, "issue, or bug of the proxy"],
];

/**
 * Words in names that mean "something is wrong". Only five such words are allowed: problem, issue, conflict, refusal,
 * outage.
 */
const WRONG = /^(mistake|irregularit(y|ies)|finding|complaint|contradiction|fault|failure|unsound|sound)s?$/i;

const DECLARATION =
  /\b(?:class|interface|type|const|let|function|enum)\s+([A-Za-z_$][\w$]*)|^\s+(?:static |readonly |async |get )*(#[\w$]+)\s*[(=:]/gm;

export const findPhrases = (text: string): readonly WordIssue[] =>
  PHRASES.flatMap(([phrase, instead]) =>
    [...text.matchAll(phrase)].map((match) => ({
      line: lineOf(text, match.index),
      found: match[0],
      instead,
    })),
  );

/** Names that TypeScript declares. Names from libraries and AWS cannot be changed. */
export const findNames = (text: string): readonly WordIssue[] =>
  [...text.matchAll(DECLARATION)].flatMap((match) =>
    judge(match[1] ?? match[2] ?? "", lineOf(text, match.index)),
  );

export const findFileName = (file: string): readonly WordIssue[] => judge(file, 1);

const judge = (name: string, line: number): readonly WordIssue[] =>
  wordsOf(name).some((word) => WRONG.test(word))
    ? [{ line, found: name, instead: "problem, issue, conflict, refusal or outage" }]
    : [];

const wordsOf = (name: string): readonly string[] => name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];

const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;
