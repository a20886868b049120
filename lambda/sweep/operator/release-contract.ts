import type { Idle } from "../../store/items.ts";
import type { RunTimes } from "../../store/run-times.ts";
import { failOperation, type OperatorPorts, type OperatorRefusal } from "./command.ts";
import { findUsers, MAX_USERS, readEntries, toUnclaimed } from "./show-contract.ts";

/** The progress of releasing a name. */
export interface ReleaseProgress {
  readonly name: string;
  /**
   * `free`: any client may push it with any meaning. `in-use`: groups need it, and it is not released while they do.
   * `waiting`: more runs must find it unused.
   */
  readonly state: "free" | "in-use" | "waiting";
  readonly usedBy: readonly string[];
  readonly users: number;
  /** Consecutive runs that have found it unused, and how many are needed. */
  readonly runs: number;
  readonly neededRuns: number;
  /** When the next run can count, which is when the operator's command asks again. */
  readonly waitMs: number;
}

type ReleaseTimes = Pick<RunTimes, "betweenRunsMs" | "runs">;

/**
 * Frees a name sooner than the schedule. Each command makes one run, which counts unused entries as every run does
 * (clause 12), and returns when the next run can count. So K commands at intervals of D replace K runs of the schedule.
 * All other rules are the same: a name that a group needs is not freed, and a push resets the count.
 */
export const releaseContract = async (
  name: string,
  ports: OperatorPorts,
  times: ReleaseTimes,
): Promise<ReleaseProgress | OperatorRefusal> => {
  if ((await readEntries(name, ports.store)).length === 0) {
    return toUnclaimed(name);
  }
  const report = await ports.run();
  if (report.outcome !== "whole" && report.outcome !== "partial") {
    return failOperation(
      "unavailable",
      `the run ended early (${report.outage ?? "the store is being opened"}); try again`,
    );
  }
  if (report.unreadable.length > 0) {
    return failOperation(
      "unavailable",
      `no name is released while a group cannot be read: ${report.unreadable.map(({ key }) => key).join(", ")}`,
    );
  }
  const entries = await readEntries(name, ports.store);
  const users = entries.length === 0 ? [] : await findUsers(name, ports);
  const idles = entries.map(([, { idle }]) => idle);
  return {
    name,
    ...toState(idles, users.length, ports.now(), times),
    usedBy: users.slice(0, MAX_USERS),
    users: users.length,
    neededRuns: times.runs,
  };
};

const toState = (
  idles: readonly (Idle | undefined)[],
  users: number,
  nowMs: number,
  { betweenRunsMs, runs }: ReleaseTimes,
): Pick<ReleaseProgress, "state" | "runs" | "waitMs"> => {
  if (idles.length === 0) {
    return { state: "free", runs, waitMs: 0 };
  }
  const counted = idles.map((idle) => idle?.runs ?? 0);
  const waitMs = Math.max(
    ...idles.map((idle) => (idle === undefined ? 0 : idle.atMs + betweenRunsMs - nowMs)),
  );
  return {
    state: users > 0 ? "in-use" : "waiting",
    runs: Math.min(...counted),
    waitMs: Math.max(waitMs, 0),
  };
};
