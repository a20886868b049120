/**
 * The text with user and password hidden in its URLs, also in those that are not valid: a password may contain a slash.
 * An error can end up in the log of a build.
 */
export const withoutCredentials = (text: string): string => text.replace(/\/\/\S*@/g, "//…@");
