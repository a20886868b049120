/** For a POSIX shell. */
export const quoteForShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export const quoteForPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** For PromQL, Python, JavaScript and Go, which agree on what JSON writes. */
export const quoteForCode = (text: string): string => JSON.stringify(text);
