import { chmod, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isRecord, readJson } from "../../model/fields.ts";
import { withFileLock } from "../file-lock.ts";
import { makeFolder } from "../make-folder.ts";

export interface WrittenVersion {
  readonly token: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface WrittenToken {
  readonly current: WrittenVersion;
  readonly previous?: WrittenVersion | undefined;
}

/** By client id. */
export type Tokens = Readonly<Record<string, WrittenToken>>;

/** No tokens if the file does not exist. Throws an Error if it has other content. */
export const readTokens = async (file: string): Promise<Tokens> => {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return "{}";
    }
    throw error;
  });
  const tokens = readJson(text);
  if (!isTokens(tokens)) {
    throw new Error(`${file} is not a file of tokens; move it away, and the next start makes new tokens`);
  }
  return tokens;
};

const isTokens = (value: unknown): value is Tokens =>
  isRecord(value) &&
  Object.values(value).every(
    (entry) =>
      isRecord(entry) &&
      isVersion(entry["current"]) &&
      (entry["previous"] === undefined || isVersion(entry["previous"])),
  );

const isVersion = (value: unknown): value is WrittenVersion =>
  isRecord(value) &&
  typeof value["token"] === "string" &&
  value["token"] !== "" &&
  typeof value["createdAt"] === "string" &&
  Number.isFinite(Date.parse(value["createdAt"]));

const OWNER_ONLY = 0o600;

/**
 * Replaces the whole file, so that no reader sees a part of it. One process at a time: else two first starts would both
 * make tokens, and one would show tokens that are lost.
 */
export const changeTokens = async (file: string, edit: (tokens: Tokens) => Tokens): Promise<void> => {
  makeFolder(dirname(file), 0o700);
  await withFileLock(`${file}.lock`, LOCK_TIMEOUT_MS, async () => {
    const text = `${JSON.stringify(edit(await readTokens(file)), null, 2)}\n`;
    const draft = `${file}.draft`;
    // A process that was killed can have left one.
    await rm(draft, { force: true });
    try {
      await writeFile(draft, text, { mode: OWNER_ONLY, flag: "wx", flush: true });
      // The process's umask can have removed rights.
      await chmod(draft, OWNER_ONLY);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
};

/** A change takes milliseconds. */
const LOCK_TIMEOUT_MS = 10_000;
