import { REMOTE_WRITE_LEASE_MS } from "../../store/run-times.ts";

export interface RemoteWriteTimes {
  /** How often a run begins: the unit of `refresh`. */
  readonly everyMs: number;
  /** How long a run may send. */
  readonly leaseMs: number;
  /** For one request with its answer. No request is sent when less than this time of the lease is left. */
  readonly requestMs: number;
  /** C + W + σ (docs/store.md): how late a write with a certain time can be applied. */
  readonly marginMs: number;
  /** How long queries show a series after its last sample. */
  readonly lookbackMs: number;
  /** The first pause before a request is sent again; each is twice as long as the one before. */
  readonly pauseMs: number;
  /** Before halves of a refused request are sent. */
  readonly halvingPauseMs: number;
}

export const REMOTE_WRITE_TIMES: RemoteWriteTimes = {
  everyMs: 60_000,
  leaseMs: REMOTE_WRITE_LEASE_MS,
  requestMs: 10_000,
  marginMs: 45_000,
  lookbackMs: 300_000,
  pauseMs: 200,
  halvingPauseMs: 0,
};
