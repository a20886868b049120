import type { RemoteWriteMetric } from "../../config/remote-write-metrics.ts";
import type { RemoteWriteReport } from "../../destinations/remote-write/report.ts";
import type { WriteEmfDocument } from "./emf-document.ts";

/** Writes what a run did as one line. */
export const createEmfRemoteWriteReport =
  (write: WriteEmfDocument) =>
  ({ destination, ...report }: RemoteWriteReport): void =>
    write({
      message: "remoteWrite",
      dimensions: { destination },
      metrics: toMetrics(report),
      fields: report,
    });

const toMetrics = ({
  outcome,
  samples,
  dropped,
  lagMs,
}: Omit<RemoteWriteReport, "destination">): Readonly<Partial<Record<RemoteWriteMetric, number>>> => ({
  remoteWriteSamples: samples,
  remoteWriteDropped: Object.values(dropped).reduce((sum, count) => sum + count, 0),
  remoteWriteRefused: dropped.refused,
  remoteWriteTooLarge: dropped["too-large"],
  remoteWriteRejected: dropped.rejected,
  remoteWriteRuns: outcome === "complete" ? 1 : 0,
  // A run that met another one has nothing to report that the other does not.
  ...(lagMs !== undefined && outcome !== "held" && { remoteWriteLagSeconds: lagMs / 1_000 }),
});
