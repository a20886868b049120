import { readlinkSync, realpathSync } from "node:fs";
import { readProcStat } from "./process-identity.ts";

const INTERVAL_MS = 250;

/**
 * Calls back once npm has ended. A signal to `npm start` ends npm, and SIGTERM also its shell, but it does not reach this
 * process, so the system would keep running. Without npm it does nothing.
 */
export const onNpmExit = (listener: () => void): void => {
  if (process.env["npm_lifecycle_event"] === undefined) {
    return;
  }
  const parent = process.ppid;
  const npm = findNpmBehind(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) {
      return;
    }
    clearInterval(timer);
    listener();
  }, INTERVAL_MS);
  timer.unref();
};

/**
 * The npm whose shell is `parent`. The shell outlives an npm that is killed with SIGKILL. Undefined if `parent` is npm itself, or
 * if the platform has no /proc.
 */
const findNpmBehind = (parent: number): number | undefined => {
  const grandparent = parentOf(parent);
  return grandparent !== undefined && !isNpm(parent) && isNpm(grandparent) ? grandparent : undefined;
};

const parentOf = (pid: number): number | undefined => {
  try {
    return Number(readProcStat(pid).parent);
  } catch {
    return undefined;
  }
};

/** Whether it runs the Node of npm. */
const isNpm = (pid: number): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === realpathSync(process.env["npm_node_execpath"] ?? "");
  } catch {
    return false;
  }
};
