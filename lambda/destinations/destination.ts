import type { GroupingKey } from "../model/grouping-key.ts";

/**
 * A place that gets groups from the store, one whole group at a time. Implementations never reject, never redirect and
 * never follow a proxy. Each chooses its own encoding.
 */
export interface Destination {
  /** Replaces the group with this version of it. */
  write(group: StoredVersion, timeoutMs: number): Promise<DeliveryOutcome>;
  remove(key: Pick<GroupingKey, "path">, timeoutMs: number): Promise<DeliveryOutcome>;
  /** Whether the destination reports that it is ready. */
  isReady(timeoutMs: number): Promise<boolean>;
}

/** One version of a group, as the store holds it. */
export interface StoredVersion {
  /** The canonical path of the grouping key. */
  readonly path: string;
  /** Canonical delimited protobuf without the labels of the key. */
  readonly content: Uint8Array;
  /** Sent as `pushgateway_proxy_push_timestamp_seconds`, which identifies the version. */
  readonly atMs: number;
}

export type DeliveryOutcome =
  | { readonly kind: "delivered" }
  /** It refused what the proxy had accepted, which is a bug, not an outage. */
  | { readonly kind: "refused"; readonly status: number }
  /**
   * Nothing was listening, the connection broke, it failed, something before it answered, or the time was over. The
   * request may still be applied.
   */
  | { readonly kind: "unanswered"; readonly reason: "unreachable" | "timed-out" | "failed" };
