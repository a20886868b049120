/**
 * The name under which an exposed name is filed: without any of `_bucket`, `_count` and `_sum` at its end. So all names that
 * one family exposes are in one item, and so are all names that another family could want of them.
 */
export const baseName = (name: string): string => {
  let end = name.length;
  for (let suffix = suffixAt(name, end); suffix !== undefined; suffix = suffixAt(name, end)) {
    end -= suffix.length;
  }
  return name.slice(0, end);
};

const suffixAt = (name: string, end: number): string | undefined =>
  SUFFIXES.find((suffix) => name.endsWith(suffix, end));

const SUFFIXES = ["_bucket", "_count", "_sum"] as const;
