import type { StoredToken, TokenAdministration, TokenVersion } from "../../authenticate/secret-store.ts";
import type { Clock } from "../../model/clock.ts";
import { Secret } from "../../model/secret.ts";
import { createRandomToken } from "./random-token.ts";
import {
  changeTokens,
  readTokens,
  type Tokens,
  type WrittenToken,
  type WrittenVersion,
} from "./token-file.ts";

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
  const change = (edit: (tokens: Tokens) => Tokens): Promise<void> => changeTokens(file, edit);
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
