import type { LoadResult } from "./load.ts";

export type SideName = "sqlite" | "memory" | "against" | "bareRelay" | "checked";

export interface Measured extends LoadResult {
  /** Of the process that takes the pushes, per push; undefined: it is not known, or not the project's. */
  readonly cpuMicroseconds: number | undefined;
}

export interface Row {
  readonly groups: number;
  readonly sides: ReadonlyMap<SideName, Measured>;
  /** The load average of the machine at the end. */
  readonly load: number;
}
