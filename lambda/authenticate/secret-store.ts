import type { Secret } from "../model/secret.ts";

/** Where clients' tokens are kept. */
export interface SecretStore {
  /**
   * Reads the token of a client. Undefined if there is none. Throws if the store does not answer; gives up after a few
   * seconds.
   */
  read(clientId: string): Promise<StoredToken | undefined>;
}

export interface StoredToken {
  readonly current: TokenVersion;
  /** What `current` replaced. */
  readonly previous: TokenVersion | undefined;
}

export interface TokenVersion {
  readonly token: Secret;
  readonly createdAtMs: number;
}

/** By hand: what `npm run token` does to a client's token. */
export interface TokenAdministration extends SecretStore {
  /** Makes a new token current; what was current is accepted for the overlap. */
  rotate(clientId: string): Promise<void>;
  /** Makes a new token current; nothing before it is accepted any more. */
  revoke(clientId: string): Promise<void>;
}
