/** Why samples were given up. */
export type DropReason =
  /** The receiver refused the request (400), and then single series of it, or the tries for finding them were used up. */
  | "refused"
  /** Its limit of bytes is below that of one series (413). */
  | "too-large"
  /** Another status that says that sending again would not help. */
  | "rejected";

/** What one run did. */
export interface RemoteWriteReport {
  readonly destination: string;
  readonly shard: number;
  /**
   * `complete`: everything was sent, or given up. `incomplete`: some could not be sent, the next run sends it. `held`:
   * another run is under way. `superseded`: another one began meanwhile. `unauthorized`: the receiver does not take the
   * credential. `disabled`: its secret was not set yet. `store-unread`: the store could not be read or written.
   */
  readonly outcome:
    | "complete"
    | "incomplete"
    | "held"
    | "superseded"
    | "unauthorized"
    | "disabled"
    | "store-unread";
  /** Samples that the receiver has answered with yes, stale markers among them. */
  readonly samples: number;
  readonly staleMarkers: number;
  /** Requests with samples. Requests with only metadata are not counted. */
  readonly requests: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Samples that the next run must send. */
  readonly unsent: number;
  /** The first answer or problem that was not yes, as it came. */
  readonly problem: string | undefined;
  /** Since the beginning of the last complete run. Undefined: there was none yet, or it is not known. */
  readonly lagMs: number | undefined;
  /** Items of the store that could not be read. */
  readonly unreadable: number;
  /** So much the timestamp of the run is ahead of the clock: another clock was ahead. */
  readonly aheadMs: number;
  readonly tookMs: number;
}
