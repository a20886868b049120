import { readFileSync } from "node:fs";

/** Linux counts processor time of processes in hundredths of a second, whatever the machine. */
const MS_PER_TICK = 10;

/** Processor time that a process and its threads have taken, on Linux; undefined elsewhere. */
export const cpuTimeMs = (pid: number): number | undefined => {
  if (process.platform !== "linux") {
    return undefined;
  }
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name of the program, in parentheses, may have spaces in it. State is the first field after it, utime the twelfth.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
};
