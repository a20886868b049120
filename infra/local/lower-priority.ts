import { constants, getPriority, setPriority } from "node:os";

export interface PriorityPorts {
  readonly getPriority: (pid: number) => number;
  readonly setPriority: (pid: number, priority: number) => void;
}

/**
 * Gives the calling thread a lower priority. A thread that has a lower one already (`nice npm start`) keeps it, because only
 * root may raise a priority. On Linux setpriority(2) is for one thread, elsewhere for the whole process.
 */
export const lowerPriority = (ports: PriorityPorts = { getPriority, setPriority }): void => {
  if (ports.getPriority(CALLER) < constants.priority.PRIORITY_BELOW_NORMAL) {
    ports.setPriority(CALLER, constants.priority.PRIORITY_BELOW_NORMAL);
  }
};

const CALLER = 0;
