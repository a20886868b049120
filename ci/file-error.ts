/** The code of an error of node:fs, for the end of a sentence. */
export const toErrorCode = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? "no reason given";

/** Why a file cannot be read. */
export const describeReadError = (error: unknown): string => `it cannot be read (${toErrorCode(error)})`;
