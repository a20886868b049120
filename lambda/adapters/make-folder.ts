import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder with its parents, one after the other. Node's recursive `mkdir` never ends if a parent exists but
 * reports that it does not, like /proc.
 */
export const makeFolder = (folder: string, mode = 0o777): void => {
  const missing: string[] = [];
  let next = resolve(folder);
  for (; !existsSync(next); next = dirname(next)) {
    missing.unshift(next);
  }
  if (!statSync(next).isDirectory()) {
    throw new Error(`${next} is a file and no folder`);
  }
  for (const folder of missing) {
    makeOne(folder, mode);
  }
};

const makeOne = (folder: string, mode: number): void => {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another process was faster.
    if (code !== "EEXIST") {
      throw new Error(`the folder ${folder} cannot be made (${code})`);
    }
  }
};
