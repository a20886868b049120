import type { DirtyItem, RunItem } from "../../store/items.ts";

/** What the store says of the past. */
export interface RunHistory {
  /** The last whole run. */
  readonly run: RunItem | undefined;
  /** The last failed relay. */
  readonly dirty: DirtyItem | undefined;
}

/**
 * Whether a tick must run: the last whole run is long enough ago, the Pushgateway was started anew, or a relay has failed
 * since that run began.
 */
export const isRunDue = (
  { run, dirty }: RunHistory,
  pushgatewayStart: string,
  nowMs: number,
  everyMs: number,
): boolean =>
  run === undefined ||
  nowMs - run.startedMs >= everyMs ||
  run.pushgatewayStart !== pushgatewayStart ||
  (dirty !== undefined && dirty.atMs >= run.startedMs);
