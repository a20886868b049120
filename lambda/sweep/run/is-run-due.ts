import { isWithin } from "../../model/clock.ts";
import type { DirtyItem, RunItem } from "../../store/items.ts";
import type { ProtocolTimes } from "../../store/run-times.ts";

/** The recorded past in the store. */
export interface RunHistory {
  /** The last complete run. */
  readonly run: RunItem | undefined;
  /** The last failed relay. */
  readonly dirty: DirtyItem | undefined;
}

/** The deployment's settings that decide when a run is due. */
export interface RunSchedule {
  readonly runEveryMs: number;
  readonly times: Pick<ProtocolTimes, "lateRelayMs" | "skewMs">;
}

/**
 * Whether a tick must run: the last complete run is too long ago, or in the future because the clock was set back; the
 * Pushgateway was restarted; a relay has failed since that run began, or may have been applied since then.
 *
 * @param pushgatewayStart undefined if it does not answer, so that only the regular run can be due
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
 * A relay without an answer can still be applied for L, and replace what a run has relayed. Until then runs follow each
 * other, and one begins after it.
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
