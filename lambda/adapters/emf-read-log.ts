import type { PageMetric } from "../config/page-metrics.ts";
import type { ReadRecord } from "../page/read-record.ts";
import type { WriteEmfDocument } from "./emf-document.ts";

/** Writes each read as one line. What its metrics mean is in PAGE_METRICS; a group that is read back has none. */
export const createEmfReadLog =
  (write: WriteEmfDocument) =>
  ({ isFailure, ...record }: ReadRecord): void =>
    write({
      message: "read",
      dimensions: {},
      metrics: record.what === "page" ? toMetrics(record.bytes, isFailure) : {},
      fields: record,
    });

const toMetrics = (bytes: number, isFailure: boolean): Readonly<Record<PageMetric, number>> => ({
  scrapes: 1,
  scrapeBytes: bytes,
  failedScrapes: isFailure ? 1 : 0,
});
