import type { Secret } from "../model/secret.ts";

/** The store of clients' tokens. */
export interface SecretStore {
  /**
   * Reads the token of a client. Undefined if there is none. Throws if the store does not answer within a few seconds.
   */
  read(clientId: string): Promise<StoredToken | undefined>;
}

export interface StoredToken {
  readonly current: TokenVersion;
  /** The version that `current` replaced. */
  readonly previous: TokenVersion | undefined;
}

export interface TokenVersion {
  readonly token: Secret;
  readonly createdAtMs: number;
}

/** The operator's actions of `npm run token`. */
export interface TokenAdministration extends SecretStore {
  /** Makes a new token current. The old one is accepted for the overlap. */
  rotate(clientId: string): Promise<void>;
  /**
   * Makes a new token current. No older token is accepted any more. Throws an {@link UnfinishedRevocation} if the one
   * before it still is.
   */
  revoke(clientId: string): Promise<void>;
}

/** Another revocation ends the older token in any case, since only one previous token is kept. `cause` is the reason. */
export class UnfinishedRevocation extends Error {
  override readonly name = "UnfinishedRevocation";

  constructor(cause: unknown) {
    super("the token is new, but the one before it is still accepted", { cause });
  }
}
