/** Why tests do not notice some mutants of a file. */
export interface Explanation {
  /** One sentence: why no test can notice them, or why none should. */
  readonly why: string;
  /**
   * By the line of the source on which a mutant begins, without its indentation: what Stryker changes, as
   * `original → replacement`. `npm run mutation` prints survivors in this form.
   */
  readonly mutants: Readonly<Record<string, readonly string[]>>;
}

/** By the path of the file. */
export type Explained = Readonly<Record<string, readonly Explanation[]>>;
