import type { LoadResult } from "./load.ts";

export type SideName = "sqlite" | "memory" | "against" | "bareRelay" | "checked";

/** Processor time per push; undefined if it is not known. */
export interface CpuPerPush {
  /** Of the process that accepts the pushes. */
  readonly cpuMicroseconds: number | undefined;
  readonly pushgatewayCpuMicroseconds: number | undefined;
}

/** One window of pushes. */
export type Window = LoadResult & CpuPerPush;

/** All windows of a side together: the means, and the longest p99. */
export interface Measured extends Window {
  /** Of the fastest window. */
  readonly bestPushesPerSecond: number;
}

export interface Row {
  readonly groups: number;
  readonly sides: ReadonlyMap<SideName, Measured>;
  /** The load average of the machine at the end. */
  readonly load: number;
}

export const sumUp = (windows: readonly Window[]): Measured => {
  const pushes = sum(windows, (window) => window.pushes);
  const mean = (figureOf: (window: Window) => number): number =>
    sum(windows, (window) => figureOf(window) * window.pushes) / pushes;
  const meanIfKnown = (name: keyof CpuPerPush): number | undefined =>
    windows.some((window) => window[name] === undefined) ? undefined : mean((window) => window[name]!);
  return {
    pushes,
    pushesPerSecond:
      pushes === 0 ? 0 : pushes / sum(windows, (window) => window.pushes / window.pushesPerSecond),
    bestPushesPerSecond: Math.max(...windows.map(({ pushesPerSecond }) => pushesPerSecond)),
    p50Ms: mean(({ p50Ms }) => p50Ms),
    p99Ms: Math.max(...windows.map(({ p99Ms }) => p99Ms)),
    errors: sum(windows, ({ errors }) => errors),
    cpuMicroseconds: meanIfKnown("cpuMicroseconds"),
    pushgatewayCpuMicroseconds: meanIfKnown("pushgatewayCpuMicroseconds"),
  };
};

const sum = (windows: readonly Window[], figureOf: (window: Window) => number): number =>
  windows.reduce((total, window) => total + figureOf(window), 0);
