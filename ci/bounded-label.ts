/** Longer than names that people choose. */
const MAX_CHARACTERS = 80;

/** A uuid, a sha (in full or cut to seven or more), or a number of six or more digits, such as a run id, a time or a date. */
const CHANGING =
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*\d)[0-9a-f]{7,}\b|\d{6,}|\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?/gi;

/**
 * A name that a workflow gives to a job or a step, as the value of a label: on one line, without control characters,
 * cut, and with `*` instead of parts that differ in every run, because the name of a step may contain, for instance, a
 * commit.
 */
export const toBoundedLabel = (name: string): string => {
  const line = name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return Array.from(line.replace(CHANGING, "*")).slice(0, MAX_CHARACTERS).join("");
};
