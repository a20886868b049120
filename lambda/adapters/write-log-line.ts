/** Writes one structured line to the log of the function. */
export const writeLogLine = (fields: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
};
