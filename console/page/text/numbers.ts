const WHOLE = new Intl.NumberFormat("en");
const SHORT = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const KIB = 1_024;

export const showCount = (count: number): string => WHOLE.format(count);

export const showBytes = (bytes: number): string => {
  if (bytes < KIB) {
    return `${bytes} B`;
  }
  return bytes < KIB * KIB ? `${SHORT.format(bytes / KIB)} KiB` : `${SHORT.format(bytes / KIB / KIB)} MiB`;
};

export const showMs = (ms: number): string => `${SHORT.format(ms)} ms`;

/** As in `1 group`, `2 groups`. */
export const plural = (count: number, one: string, more = `${one}s`): string =>
  `${showCount(count)} ${count === 1 ? one : more}`;
