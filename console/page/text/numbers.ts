const KIB = 1_024;

const showShort = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 1 });

export const showCount = (count: number): string => count.toLocaleString("en");

export const showBytes = (bytes: number): string => {
  if (bytes < KIB) {
    return `${bytes} B`;
  }
  return bytes < KIB * KIB ? `${showShort(bytes / KIB)} KiB` : `${showShort(bytes / KIB / KIB)} MiB`;
};

export const showMs = (ms: number): string => `${showShort(ms)} ms`;

/** As in `1 group`, `2 groups`. */
export const plural = (count: number, one: string, more = `${one}s`): string =>
  `${showCount(count)} ${count === 1 ? one : more}`;
