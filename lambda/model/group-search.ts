interface SearchedGroup {
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: string | undefined;
}

/** The text of a group in which words are searched: its labels as `name=value`, and its owner. */
export const toSearchText = ({ job, labels, owner }: SearchedGroup): string =>
  [...Object.entries({ job, ...labels }).map((label) => label.join("=")), owner].join(" ").toLowerCase();

/** Whether the text of a group contains every word, as in `job=ci main`. */
export const createSearch = (filter: string): ((text: string) => boolean) => {
  // Two blanks in a row give an empty word, which is in every text.
  const words = filter.toLowerCase().split(" ");
  return (text) => words.every((word) => text.includes(word));
};
