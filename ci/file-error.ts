/** Why a file cannot be read, from the error of node:fs. */
export const describeFileError = (error: unknown): string =>
  `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "no reason given"})`;
