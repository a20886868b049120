import { chmod, type FileHandle, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRecord } from "../../model/is-record.ts";
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
  const tokens: unknown = parseJson(text);
  if (!isTokens(tokens)) {
    throw new Error(`${file} is not a file of tokens; move it away, and the next start makes new tokens`);
  }
  return tokens;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
 * Replaces the whole file, so that no reader sees a part of it. One process at a time: what is being written has a fixed
 * name, and others wait until it is gone. Else two first starts would both make tokens, and one would show tokens that are
 * lost.
 */
export const changeTokens = async (file: string, edit: (tokens: Tokens) => Tokens): Promise<void> => {
  makeFolder(dirname(file), 0o700);
  const draft = `${file}.draft`;
  const handle = await openDraft(draft);
  try {
    try {
      await handle.writeFile(`${JSON.stringify(edit(await readTokens(file)), null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // The process's umask can have removed rights, and an existing file can have another mode.
    await chmod(draft, OWNER_ONLY);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

const openDraft = async (draft: string): Promise<FileHandle> => {
  for (;;) {
    try {
      return await open(draft, "wx", OWNER_ONLY);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error;
      }
    }
    await removeAbandoned(draft);
    await sleep(PAUSE_MS);
  }
};

/** Of a process that was killed meanwhile. A change takes milliseconds. */
const removeAbandoned = async (draft: string): Promise<void> => {
  const changed = await stat(draft).catch(() => undefined);
  if (changed !== undefined && Math.abs(Date.now() - changed.mtimeMs) > ABANDONED_AFTER_MS) {
    await rm(draft, { force: true });
  }
};

const ABANDONED_AFTER_MS = 5_000;

const PAUSE_MS = 10;
