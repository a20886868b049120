import type { MarkItem } from "./items.ts";

/** A mark that says that the registry knows the Pushgateway as far as these labels are concerned. */
export const toMark = (trackedLabels: ReadonlySet<string>, atMs: number): MarkItem => ({
  kind: "mark",
  trackedLabels: [...trackedLabels].sort(),
  atMs,
});

/** Whether the mark is for exactly these labels: claims for a label that was not tracked for a while have gaps. */
export const isMarkFor = (mark: MarkItem | undefined, trackedLabels: ReadonlySet<string>): boolean =>
  mark !== undefined &&
  mark.trackedLabels.length === trackedLabels.size &&
  mark.trackedLabels.every((label) => trackedLabels.has(label));
