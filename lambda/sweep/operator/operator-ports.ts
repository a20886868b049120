import type { RunPorts } from "../run/run-ports.ts";
import type { RunReport } from "../run/run-report.ts";

export interface OperatorPorts extends RunPorts {
  /** One complete run, as the schedule starts it. */
  readonly run: () => Promise<RunReport>;
}

/** What is only read. */
export type ListPorts = Pick<OperatorPorts, "store" | "reader" | "readPage">;
