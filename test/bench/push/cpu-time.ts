import { readFileSync } from "node:fs";

/** Linux counts the processor time of processes in hundredths of a second on every machine. */
const MS_PER_TICK = 10;

/** The processor time that a process and its threads have used, on Linux; undefined elsewhere. */
export const cpuTimeMs = (pid: number): number | undefined => {
  if (process.platform !== "linux") {
    return undefined;
  }
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name of the program, in parentheses, may contain spaces. After it, the state is the first field and utime the
  // twelfth.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
};
