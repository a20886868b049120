import type { ProtocolVersion } from "../../config/proxy-config.ts";

/** Why samples were dropped. */
export type DropReason =
  /**
   * The receiver refused the request (400), and then single series of it, or the tries for finding them were used up.
   */
  | "refused"
  /** The receiver's limit of bytes is below the size of one series (413). */
  | "too-large"
  /** Another status that means that sending again would not help. */
  | "rejected";

/** The result of one run. */
export interface RemoteWriteReport {
  readonly destination: string;
  readonly shard: number;
  /**
   * `complete`: everything was sent or dropped. `incomplete`: some could not be sent, and the next run sends it.
   * `held`: another run is going on. `superseded`: another run began meanwhile. `unauthorized`: the receiver refuses
   * the credential. `disabled`: its secret is not set yet. `store-unread`: the store could not be read or written.
   */
  readonly outcome:
    | "complete"
    | "incomplete"
    | "held"
    | "superseded"
    | "unauthorized"
    | "disabled"
    | "store-unread";
  /** The version of the last request: 1.0 if the receiver does not store 2.0. */
  readonly protocol: ProtocolVersion | undefined;
  /** Accepted samples, including stale markers. */
  readonly samples: number;
  /** Those of requests that were accepted as a whole. */
  readonly staleMarkers: number;
  /** Requests with samples. Requests with only metadata are not counted. */
  readonly requests: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** The first series that the receiver has refused by itself. */
  readonly refusedSeries: string | undefined;
  /** Samples that the next run must send. */
  readonly unsent: number;
  /** The first answer or problem that was not a success, unchanged. */
  readonly problem: string | undefined;
  /** The time since the start of the last complete run. Undefined: there was none yet, or it is not known. */
  readonly lagMs: number | undefined;
  /** Items of the store that could not be read. */
  readonly unreadable: number;
  /** How far the timestamp of the run is ahead of the clock, because another clock was ahead. */
  readonly aheadMs: number;
  readonly tookMs: number;
}

/** What the requests of a run have achieved. */
export type SenderReport = Pick<
  RemoteWriteReport,
  "samples" | "staleMarkers" | "requests" | "dropped" | "refusedSeries" | "unsent" | "problem"
> & { readonly outcome: "complete" | "incomplete" | "superseded" | "unauthorized" };
