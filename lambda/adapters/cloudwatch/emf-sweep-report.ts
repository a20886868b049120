import type { ProxyConfig } from "../../config/proxy-config.ts";
import { hasSweepMetric, type SweepMetric } from "../../config/sweep-metrics.ts";
import type { DeletedGroup } from "../../sweep/operator/delete-named-group.ts";
import type { RunReport } from "../../sweep/run/run-report.ts";
import type { WriteEmfDocument } from "./emf-document.ts";

/**
 * Writes the report of a run as one line; SWEEP_METRICS describes its metrics. Jobs and groups are only in the line,
 * since as dimensions their costs would have no limit.
 */
export const createEmfSweepReport =
  (write: WriteEmfDocument, config: Pick<ProxyConfig, "pushgateway">) =>
  (report: RunReport): void => {
    const metrics = Object.fromEntries(
      Object.entries(toMetrics(report)).filter(([name]) => hasSweepMetric(config, name as SweepMetric)),
    );
    write({ message: "sweep", dimensions: {}, metrics, fields: toFields(report) });
  };

/** Writes which group an operator has deleted, as a line without metrics. */
export const createDeletionLog =
  (write: WriteEmfDocument) =>
  (group: DeletedGroup["deleted"]): void =>
    write({ message: "deletedByOperator", dimensions: {}, metrics: {}, fields: group });

/** A run that ended early does not know the groups. Zeros would look as if all was well. */
const toMetrics = (report: RunReport): Readonly<Partial<Record<SweepMetric, number>>> => {
  const outages = {
    failedSweeps: report.outcome === "pushgateway-unread" ? 1 : 0,
    storeFailures: hasStoreFailed(report) ? 1 : 0,
  };
  const runSeconds = report.tookMs / 1_000;
  switch (report.outcome) {
    case "pushgateway-unread":
    case "store-unread":
      return { ...outages, runSeconds };
    case "opening":
      // Without a time it does not count as a run for the alarm sweep-missing: pushes are refused meanwhile.
      return { ...outages, unreadableItems: report.unreadable.length };
    case "whole":
    case "partial":
      return { ...outages, runSeconds, ...toGroupMetrics(report) };
  }
};

/** A partial run has an outage if the store can be read and not written. */
const hasStoreFailed = ({ outcome, outage }: RunReport): boolean =>
  outcome === "store-unread" || (outcome === "partial" && outage !== undefined);

const toGroupMetrics = (report: RunReport): Readonly<Partial<Record<SweepMetric, number>>> => ({
  groups: report.groups,
  series: report.series,
  expiredGroups: report.expired.length,
  releasedEntries: report.releasedEntries,
  laggingGroups: report.lag.groups,
  lagSeconds: report.lag.oldestMs / 1_000,
  repairedMissing: report.repairs.missing,
  repairedOlder: report.repairs.older,
  repairedLeftOver: report.repairs.leftOver,
  pushgatewayRestarts: report.isRestarted ? 1 : 0,
  invalidScrapes: report.health.kind === "invalid" ? 1 : 0,
  storeBehindGroups: report.storeBehind.length,
  foreignGroups: report.foreign.length,
  unreadableItems: report.unreadable.length,
  refusedGroups: report.refused.length,
  aheadGroups: report.ahead.length,
});

/** Lists are cut, since a log line has at most 256 KB. */
const toFields = (report: RunReport): object =>
  Object.fromEntries(
    Object.entries(report)
      // The line already has metrics with these names.
      .filter(([name]) => name !== "groups" && name !== "series" && name !== "releasedEntries")
      .map(([name, value]) => [name, cut(value)]),
  );

const cut = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value.slice(0, MAX_LISTED);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
};

const MAX_LISTED = 20;
