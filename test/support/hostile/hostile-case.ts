import type { ProblemCode } from "../../../lambda/model/catalogue.ts";

/** What a hostile request may know: credentials of its own, and nothing of the tenant whose names say `hidden`. */
export interface HostileWorld {
  /** Of the client that attacks. */
  readonly token: string;
  /** Of another client, which the attacker got hold of in part only: the first half. */
  readonly halfOfAnother: string;
  /** Signs as the configured issuer does. */
  readonly sign: (
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ) => string;
  /** Signs with a key that nobody published. */
  readonly forge: (
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ) => string;
  readonly issuerUrl: string;
}

export interface HostileRequest {
  readonly method?: string;
  readonly path?: string;
  /** Undefined: the attacker's own, which is valid; null: none. */
  readonly authorization?: string | null;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

/** One request, which differs in one thing from the one that is granted. */
export interface HostileCase {
  readonly name: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly request: HostileRequest | ((world: HostileWorld) => HostileRequest);
}

/** The request that is granted, and from which every hostile one differs. */
export const GRANTED_PATH = "/metrics/job/mallory-a/team/red";
export const GRANTED_BODY = "# TYPE mal_x gauge\nmal_x 1\n";

export const hostile =
  (status: number, code: ProblemCode) =>
  (name: string, request: HostileCase["request"]): HostileCase => ({ name, status, code, request });
