/** A copy for a text that is kept: a slice of a payload's text would keep the whole text in memory. */
export const toOwnText = (text: string): string => Buffer.from(text, "utf16le").toString("utf16le");
