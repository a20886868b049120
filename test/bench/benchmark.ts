import type { Progress } from "../../infra/local/terminal/progress.ts";
import type { Bars } from "./bars.ts";

/** What `npm run bench` passes to a benchmark. */
export interface BenchOptions {
  /** The folder of another checkout to compare with. */
  readonly against: string | undefined;
  readonly progress: Progress;
}

export interface BenchResult {
  /** The output of `--json`. */
  readonly json: unknown;
  /** The same as readable tables. */
  readonly report: string;
  /** Drawn under the tables. */
  readonly drawings: readonly Bars[];
  /** A figure is over its limit, so the program exits with 1. */
  readonly isOver?: boolean;
}

export type Benchmark = (options: BenchOptions) => Promise<BenchResult>;
