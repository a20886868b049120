/** Longer than names that people choose. */
const MAX_CHARACTERS = 80;

/** A uuid, a sha (in full or cut to seven or more), or a number of six or more digits, such as a run id, a time or a date. */
const CHANGING =
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*\d)[0-9a-f]{7,}\b|\d{6,}|\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+Z?)?/gi;

/** A name that stays the same, as the value of a label: on one line, without control characters, and cut. */
export const toShortLabel = (name: string): string => cut(toLine(name));

/**
 * A name that a workflow can compute, of a job or a step: also with `*` instead of parts that differ in every run,
 * because the name of a step may contain, for instance, a commit.
 */
export const toBoundedLabel = (name: string): string => cut(toLine(name).replace(CHANGING, "*"));

const toLine = (name: string): string => name.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();

const cut = (line: string): string => Array.from(line).slice(0, MAX_CHARACTERS).join("");
