import { randomBytes } from "node:crypto";
import { chmod, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { StoredToken, TokenAdministration, TokenVersion } from "../authenticate/secret-store.ts";
import type { Clock } from "../model/clock.ts";
import { isRecord } from "../model/is-record.ts";
import { Secret } from "../model/secret.ts";
import { makeFolder } from "./make-folder.ts";
import { createRandomToken } from "./random-token.ts";

/** The local stand-in for Secrets Manager. */
export interface FileSecretStore extends TokenAdministration {
  /** Makes a token for each client without one. Existing tokens are kept. */
  provision(clientIds: readonly string[]): Promise<void>;
}

/**
 * Clients' tokens in a JSON file that only its owner can read. It is read again each time, so other processes may change it.
 * Each change replaces the whole file atomically, so no reader sees a part of it.
 */
export const createFileSecretStore = (file: string, now: Clock): FileSecretStore => {
  const change = async (edit: (tokens: Tokens) => Tokens): Promise<void> =>
    writeTokens(file, edit(await readTokens(file)));
  const replace = (
    clientId: string,
    toPrevious: (current: WrittenVersion | undefined) => WrittenVersion | undefined,
  ) =>
    change((tokens) => ({
      ...tokens,
      [clientId]: { current: createVersion(now), previous: toPrevious(tokens[clientId]?.current) },
    }));
  return {
    read: async (clientId) => toStoredToken(entryOf(await readTokens(file), clientId)),
    provision: (clientIds) =>
      change((tokens) => {
        const missing = clientIds.filter((id) => entryOf(tokens, id) === undefined);
        return {
          ...tokens,
          ...Object.fromEntries(missing.map((id) => [id, { current: createVersion(now) }])),
        };
      }),
    rotate: (clientId) => replace(clientId, (current) => current),
    revoke: (clientId) => replace(clientId, () => undefined),
  };
};

interface WrittenVersion {
  readonly token: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

interface WrittenToken {
  readonly current: WrittenVersion;
  readonly previous?: WrittenVersion | undefined;
}

type Tokens = Readonly<Record<string, WrittenToken>>;

const entryOf = (tokens: Tokens, clientId: string): WrittenToken | undefined =>
  Object.hasOwn(tokens, clientId) ? tokens[clientId] : undefined;

const createVersion = (now: Clock): WrittenVersion => ({
  token: createRandomToken(),
  createdAt: new Date(now()).toISOString(),
});

const toStoredToken = (written: WrittenToken | undefined): StoredToken | undefined =>
  written === undefined
    ? undefined
    : {
        current: toVersion(written.current),
        previous: written.previous === undefined ? undefined : toVersion(written.previous),
      };

const toVersion = ({ token, createdAt }: WrittenVersion): TokenVersion => ({
  token: new Secret(token),
  createdAtMs: Date.parse(createdAt),
});

const readTokens = async (file: string): Promise<Tokens> => {
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

const writeTokens = async (file: string, tokens: Tokens): Promise<void> => {
  makeFolder(dirname(file), 0o700);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = await open(draft, "wx", OWNER_ONLY);
  try {
    await handle.writeFile(`${JSON.stringify(tokens, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The process's umask can have taken from the mode, and a file that was there can have had another.
  await chmod(draft, OWNER_ONLY);
  await rename(draft, file);
};
