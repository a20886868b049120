import type { MetricType } from "../model/exposition.ts";

/**
 * The contract registry: what keeps pushes that are sound one by one from breaking the scrape together (DESIGN: "Agreement
 * between groups"). First push wins. Nothing is released by a push or a DELETE: only the sweep releases.
 *
 * Implementations are safe for concurrent use. Of several pushes racing for one name exactly one type wins.
 */
export interface Registry {
  /** Records what the push claims, or says what is in its way. May keep surplus claims of a push that it refuses. */
  claim(claims: PushClaims): Promise<ClaimOutcome>;
  /** Like {@link claim}, but records nothing. */
  check(claims: PushClaims): Promise<ClaimOutcome>;
}

/** All that one push asks of the registry. Its size is that of the push, never that of what was pushed before. */
export interface PushClaims {
  /** Client or issuer id. */
  readonly client: string;
  readonly job: string;
  /** The canonical path of the grouping key. */
  readonly group: string;
  /** What the group adds to the client's and everybody's series. */
  readonly series: number;
  /** Whether the push replaces the group (PUT) or adds to it (POST): it decides how `series` counts. */
  readonly replacesGroup: boolean;
  readonly quota: Quota;
  readonly names: readonly NameClaim[];
  readonly sides: readonly SideClaim[];
}

export interface Quota {
  readonly groups: number;
  readonly totalSeries: number;
}

/** One exposed name, suffix names included: `h`, `h_bucket`, `h_count` and `h_sum` for a histogram `h`. */
export interface NameClaim {
  readonly name: string;
  /** The family that exposes it. */
  readonly family: string;
  readonly type: MetricType;
}

/** Where the values of one tracked label are in one family of the push's job: in its grouping key, or in its body. */
export interface SideClaim {
  readonly family: string;
  readonly label: string;
  readonly side: "key" | "body";
  /** The distinct values; exactly one for the key side. */
  readonly values: readonly string[];
}

export type ClaimOutcome =
  /** `adopted` has the untyped families of the push that take a type in force (DESIGN: adoption). */
  | { readonly kind: "agreed"; readonly adopted: ReadonlyMap<string, "counter" | "gauge"> }
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] }
  | { readonly kind: "over-quota"; readonly quota: keyof Quota; readonly held: number; readonly allowed: number }
  | { readonly kind: "full"; readonly held: number; readonly allowed: number }
  | { readonly kind: "unavailable"; readonly reason: "seeding" | "unreachable"; readonly retryAfterSeconds: number };

/** Why a claim is refused. Names nothing of who claimed first. */
export type Conflict =
  | {
      readonly kind: "type";
      readonly name: string;
      readonly family: string;
      readonly wanted: MetricType;
      /** The type in force, and the family that owns the name. */
      readonly inForce: MetricType;
      readonly owner: string;
      /** Whether the Pushgateway itself owns the name, which then can never be had. */
      readonly isReserved: boolean;
    }
  | {
      readonly kind: "side";
      readonly family: string;
      readonly label: string;
      readonly value: string;
      readonly wanted: "key" | "body";
      /** `full`: the body side lists as many values as it may. */
      readonly reason: "on-other-side" | "full";
    };
