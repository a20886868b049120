import { statSync } from "node:fs";
import { StoreOutage } from "../../lambda/store/store.ts";

/** Why the store cannot be opened, with the fix: one line for the terminal. */
export const describeStoreProblem = (path: string, error: unknown): string => {
  const { reason, advice } = toProblem(path, error as Error & { readonly errcode?: number });
  return `the store ${path} cannot be used: ${reason}; ${advice ?? "choose another file"}: npm start -- --store FILE`;
};

interface Problem {
  readonly reason: string;
  readonly advice?: string;
}

const toProblem = (path: string, error: Error & { readonly errcode?: number }): Problem => {
  if (error instanceof StoreOutage && error.cause instanceof Error) {
    return toProblem(path, error.cause);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return { reason: "it is a folder", advice: "name a file in it" };
  }
  // An extended code has more in its upper bits (https://sqlite.org/rescode.html).
  return PROBLEMS.get((error.errcode ?? 0) & 0xff) ?? { reason: error.message };
};

/** A new store takes over what the Pushgateway holds. */
const RENEW =
  "restore it from a backup, or choose another file, into which the groups of the Pushgateway are taken over";

const PROBLEMS: ReadonlyMap<number, Problem> = new Map([
  [5, { reason: "another program has it locked", advice: "end that program, or choose another file" }],
  [8, { reason: "it or its folder is read-only" }],
  [10, { reason: "the disk gives an error", advice: "check the disk, or choose another file" }],
  [11, { reason: "it is damaged", advice: RENEW }],
  [13, { reason: "the disk is full", advice: "make room, or choose a file on another disk" }],
  [
    14,
    { reason: "it cannot be opened", advice: "check the permissions of its folder, or choose another file" },
  ],
  [26, { reason: "it is not an SQLite database", advice: RENEW }],
]);
