/** The protocol is safe only with these times; docs/store.md has their inequality. */
export interface ProtocolTimes {
  /** C: from the start of a store request to sending what rests on it. */
  readonly actMs: number;
  /** L: from sending a relay until it can no longer be applied. */
  readonly lateRelayMs: number;
  /** W: the same for a write to the store. */
  readonly lateWriteMs: number;
  /** P: how old the file of a running Pushgateway can be; 0 without a file. */
  readonly persistedMs: number;
  /** Q: how long a reader takes that exposes the groups that it reads; 0 without one. */
  readonly readerMs: number;
  /** σ: the largest difference of two clocks. */
  readonly skewMs: number;
  /** D: the least time between two runs that count. */
  readonly betweenRunsMs: number;
  /** The least time between the last but one of these runs and the one that removes. @default betweenRunsMs */
  readonly releaseAfterMs?: number;
  /** K: how many consecutive runs must find an entry unused before it is removed. */
  readonly runs: number;
}

/** The times that a push needs. */
export interface PushTimes extends Pick<ProtocolTimes, "actMs"> {
  /** The longest time until a store is open, once the Pushgateway answers. */
  readonly openingMs: number;
  /** The same for a new label of grouping keys. */
  readonly labelOpeningMs: number;
}
