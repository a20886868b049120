import type { Idle } from "../../store/items.ts";
import type { ProtocolTimes } from "../../store/run-times.ts";

/** The facts of a run that count for clause 12. */
export interface RunMoment {
  /** When the run began, before it read anything. */
  readonly startedMs: number;
  /** The Pushgateway's start time, read before everything else. */
  readonly pushgatewayStart: string;
}

export const firstCount = ({ pushgatewayStart }: RunMoment, nowMs: number): Idle => ({
  runs: 1,
  atMs: nowMs,
  pushgatewayStart,
});

export type CountingTimes = Pick<ProtocolTimes, "betweenRunsMs" | "runs" | "skewMs">;

/**
 * One more run has found an entry unused: its new count, `same` if this run is too soon after the last, or `enough`.
 */
export const countRun = (
  idle: Idle | undefined,
  moment: RunMoment,
  nowMs: number,
  { betweenRunsMs, runs, skewMs }: CountingTimes,
): Idle | "same" | "enough" => {
  const { startedMs, pushgatewayStart } = moment;
  // A mark from the future comes from a wrong clock. With it nothing would be counted until that time.
  if (idle === undefined || idle.pushgatewayStart !== pushgatewayStart || idle.atMs > nowMs + skewMs) {
    return firstCount(moment, nowMs);
  }
  if (startedMs < idle.atMs + betweenRunsMs) {
    return "same";
  }
  return idle.runs + 1 >= runs ? "enough" : { runs: idle.runs + 1, atMs: nowMs, pushgatewayStart };
};
