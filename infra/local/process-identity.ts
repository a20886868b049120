import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Identifies a running process among all processes that have had its id, by its start time and its command line.
 * Undefined if there is no such process, and on Windows, which has no simple way to read these.
 */
export const identifyProcess = (pid: number): string | undefined => {
  switch (process.platform) {
    case "linux":
      return identifyByProc(pid);
    case "win32":
      return undefined;
    default:
      return identifyByPs(pid);
  }
};

/** Whether some process has this id. */
export const isProcessId = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** proc(5): in `stat` these fields follow the command in parentheses. Throws if there is no such process, or no /proc. */
export const readProcStat = (pid: number): Record<"state" | "parent" | "startTime", string | undefined> => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const { 0: state, 1: parent, 19: startTime } = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state, parent, startTime };
};

const identifyByProc = (pid: number): string | undefined => {
  try {
    const { state, startTime } = readProcStat(pid);
    // A zombie has ended; its parent has not read its status yet.
    if (state === "Z") {
      return undefined;
    }
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return `${startTime} ${command}`;
  } catch {
    return undefined;
  }
};

const identifyByPs = (pid: number): string | undefined => {
  try {
    const args = ["-ww", "-o", "lstart=,args=", "-p", String(pid)];
    const environment = { ...process.env, LC_ALL: "C" };
    return (
      execFileSync("ps", args, { encoding: "utf8", env: environment, stdio: "pipe" }).trim() || undefined
    );
  } catch {
    return undefined;
  }
};
