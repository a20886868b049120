/** For a POSIX shell. */
export const quoteForShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** PowerShell also takes typographic quotes for quotes. */
export const quoteForPowerShell = (text: string): string => `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;

/** For PromQL, Python, JavaScript and Go, which agree on what JSON writes. */
export const quoteForCode = (text: string): string => JSON.stringify(text);
