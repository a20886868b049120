import type { DirtyItem, RunItem } from "../../store/items.ts";

/** What the store says of the past. */
export interface RunHistory {
  /** The last whole run. */
  readonly run: RunItem | undefined;
  /** The last failed relay. */
  readonly dirty: DirtyItem | undefined;
}

/**
 * Whether a tick must run: the last whole run is long enough ago, the Pushgateway was restarted, or a relay has failed
 * since that run began.
 *
 * @param pushgatewayStart undefined: it does not answer, so that nothing can be repaired but what time asks for
 */
export const isRunDue = (
  { run, dirty }: RunHistory,
  pushgatewayStart: string | undefined,
  nowMs: number,
  everyMs: number,
): boolean => {
  if (run === undefined || nowMs - run.startedMs >= everyMs) {
    return true;
  }
  if (pushgatewayStart === undefined) {
    return false;
  }
  return run.pushgatewayStart !== pushgatewayStart || (dirty !== undefined && dirty.atMs >= run.startedMs);
};
