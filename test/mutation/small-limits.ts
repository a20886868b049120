/** What is read of one payload at most, while mutants run. With the limits of the product every survivor takes 20 s longer. */
const SMALL_LIMITS = {
  MAX_PARTS: 6_000,
  MAX_FAMILIES: 2_000,
  MAX_SHAPE_NAMES: 5_000,
  MAX_RAW_ISSUES: 2_000,
  MAX_JSON_VALUES: 20_000,
  MAX_JSON_KEYS: 2_000,
};

/** The source of a module, with small limits if it is the one that sets them. */
export const withSmallLimits = (file: string, source: string): string =>
  file.endsWith("/lambda/decode/part-limit.ts")
    ? Object.entries(SMALL_LIMITS).reduce((text, [name, limit]) => setLimit(text, name, limit), source)
    : source;

const setLimit = (source: string, name: string, limit: number): string => {
  const pattern = new RegExp(`(?<=export const ${name} = )[\\d_]+(?=;)`);
  if (!pattern.test(source)) {
    throw new TypeError(
      `no limit ${name} in lambda/decode/part-limit.ts; correct test/mutation/small-limits.ts`,
    );
  }
  return source.replace(pattern, String(limit));
};
