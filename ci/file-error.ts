/** Why a file cannot be read, from what node:fs has thrown. */
export const describeFileError = (error: unknown): string =>
  `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "no reason given"})`;
