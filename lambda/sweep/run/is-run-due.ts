import { isWithin } from "../../model/clock.ts";
import type { DirtyItem, RunItem } from "../../store/items.ts";
import type { ProtocolTimes } from "../../store/protocol-times.ts";

/** What the store says of the past. */
export interface RunHistory {
  /** The last whole run. */
  readonly run: RunItem | undefined;
  /** The last failed relay. */
  readonly dirty: DirtyItem | undefined;
}

/** What of the deployment decides when a run is due. */
export interface RunSchedule {
  readonly runEveryMs: number;
  readonly times: Pick<ProtocolTimes, "lateRelayMs" | "skewMs">;
}

/**
 * Whether a tick must run: the last whole run is long enough ago, or later than now, since the clock was set back; the
 * Pushgateway was restarted; a relay has failed since that run began, or may have been applied since then.
 *
 * @param pushgatewayStart undefined: it does not answer, so that nothing can be repaired but what time asks for
 */
export const isRunDue = (
  { run, dirty }: RunHistory,
  pushgatewayStart: string | undefined,
  nowMs: number,
  { runEveryMs, times }: RunSchedule,
): boolean => {
  if (run === undefined || !isWithin(run.startedMs - times.skewMs, nowMs, runEveryMs + times.skewMs)) {
    return true;
  }
  if (pushgatewayStart === undefined) {
    return false;
  }
  return (
    run.pushgatewayStart !== pushgatewayStart || (dirty !== undefined && isBefore(run, dirty, nowMs, times))
  );
};

/**
 * A relay without an answer can still be applied for L, over what a run has relayed: until then runs follow each other, and
 * one begins after it.
 */
const isBefore = (
  { startedMs }: RunItem,
  { atMs }: DirtyItem,
  nowMs: number,
  { lateRelayMs }: Pick<ProtocolTimes, "lateRelayMs">,
): boolean => {
  const settledMs = atMs + lateRelayMs;
  return (
    atMs >= startedMs || (startedMs < settledMs && nowMs >= Math.min(settledMs, startedMs + lateRelayMs / 3))
  );
};
