import type { ClientConfig } from "../config/proxy-config.ts";
import type { Claims } from "../model/glob.ts";

/** The result of checking a credential. Every refusal is a 401: the reason is for metrics and logs, never for the caller. */
export type AuthenticationOutcome =
  | { readonly kind: "authenticated"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly callerId: string | undefined }
  | {
      readonly kind: "unavailable";
      readonly reason: "secret-store" | "issuer-keys";
      readonly callerId: string;
    };

/** A caller with a valid credential. */
export interface Caller {
  readonly config: ClientConfig;
  /** The claims that its rights name; empty for a client with its own token. */
  readonly claims: Claims;
  /** Seconds since 1970. Undefined for a client with its own token. */
  readonly expiresAtSeconds: number | undefined;
}

export type RefusalReason =
  | "credential-missing"
  | "credential-malformed"
  | "client-unknown"
  | "client-without-token"
  | "token-wrong"
  | "issuer-unknown"
  | "signed-token-invalid"
  | "signed-token-expired"
  | "claims-too-long";
