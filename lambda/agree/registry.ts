import type { MetricType } from "../model/exposition.ts";

/**
 * The contract registry: what keeps pushes that are sound one by one from breaking the scrape together
 * (docs/agreement.md). First push wins. Nothing is released by a push or a DELETE: only the sweep releases.
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
  /** The families that the push brings into the group; it decides how the standing limits count. */
  readonly families: readonly FamilySize[];
  /** Whether the push replaces the group (PUT) or adds to it (POST). */
  readonly replacesGroup: boolean;
  readonly quota: Quota;
  readonly names: readonly NameClaim[];
  readonly sides: readonly SideClaim[];
}

export interface FamilySize {
  readonly name: string;
  readonly series: number;
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
  readonly side: Side;
  /** The distinct values; exactly one for the key side. */
  readonly values: readonly string[];
}

export type Side = "key" | "body";

export type ClaimOutcome =
  | {
      readonly kind: "agreed";
      /** The untyped families of the push that take a type in force (docs/agreement.md, "Adoption"). */
      readonly adopted: ReadonlyMap<string, AdoptableType>;
      /** Wall clock. The push must not be sent later than this; claim again instead. */
      readonly validUntilMs: number;
    }
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[] }
  | {
      readonly kind: "over-quota";
      readonly quota: keyof Quota;
      readonly held: number;
      /** What is held and what this push adds come to more than this. */
      readonly allowed: number;
    }
  /** All clients together hold as many series as the Pushgateway may. */
  | { readonly kind: "full"; readonly held: number; readonly allowed: number }
  | {
      readonly kind: "unavailable";
      readonly reason: "seeding" | "unreachable";
      readonly retryAfterSeconds: number;
    };

/** The types that plain untyped samples can be pushed as, once someone has declared them. */
export type AdoptableType = "counter" | "gauge";

/** Why a claim is refused. Names nothing of who claimed first. */
export type Conflict = TypeConflict | SideConflict;

export interface TypeConflict {
  readonly kind: "type";
  readonly name: string;
  readonly family: string;
  readonly wanted: MetricType;
  readonly inForce: MetricType;
  /** The family that owns the name. */
  readonly owner: string;
  /**
   * `held`: other pushes made it so. `reserved`: the Pushgateway itself owns the name, which can never be had.
   * `closed`: an operator is about to free the name, and nobody may claim it until then.
   */
  readonly reason: "held" | "reserved" | "closed";
}

export interface SideConflict {
  readonly kind: "side";
  readonly family: string;
  readonly label: string;
  readonly value: string;
  readonly wanted: Side;
  /** `full`: the body side lists as many values as it may. */
  readonly reason: "on-other-side" | "full";
}
