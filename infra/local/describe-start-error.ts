/** For the terminal. Whichever file is the one too many, the number of open files is the reason. */
export const describeStartError = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return /\bE[MN]FILE\b/.test(message)
    ? `too many files are open (${firstLineOf(message)}); raise the limit, for instance with ulimit -n 1024, or end programs that have many files open`
    : message;
};

const firstLineOf = (text: string): string => text.split(/[;\n]/, 1)[0] ?? "";
