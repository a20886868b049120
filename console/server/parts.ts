import { describeOutage, describeWarnings, stillForeign } from "../../infra/local/sweep-lines.ts";
import { count } from "../../lambda/model/printable.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import type { Part } from "../api.ts";

/** A run's report, and its time. */
export interface SeenRun {
  readonly report: RunReport;
  readonly atMs: number;
}

const MAX_GROUPS = 20;

/** The state of the sweep and of the page in the last run. `others`: the parts that are shown before. */
export const toRunParts = (seen: SeenRun | undefined, others: readonly Part[]): readonly Part[] =>
  seen === undefined
    ? [
        toPart("sweep", "unknown", "no run has been seen yet: the first comes within a minute", undefined),
        toPart("page", "unknown", "the first run of the sweep will judge it", undefined),
      ]
    : [toSweepPart(seen, others), toPagePart(seen)];

const toSweepPart = (seen: SeenRun, others: readonly Part[]): Part => {
  const { report, atMs } = seen;
  switch (report.outcome) {
    case "whole":
      return toWhole(seen);
    case "partial":
      return report.outage === undefined ? toUnrepaired(seen) : toEnded(seen, others);
    case "opening":
      return toPart("sweep", "waiting", "it opens the store", atMs);
    case "pushgateway-unread":
    case "store-unread":
      return toEnded(seen, others);
  }
};

/** If the page is invalid, its part names the groups that must be deleted. */
const toWhole = ({ report, atMs }: SeenRun): Part => {
  const warnings = report.health.kind === "invalid" ? [] : describeWarnings(report);
  const { storeBehind, unreadable } = report;
  return warnings.length === 0
    ? toPart("sweep", "good", describeWhole(report), atMs)
    : toPart("sweep", "bad", warnings.join("; "), atMs, [
        ...stillForeign(report),
        ...storeBehind,
        ...unreadable.map(({ key }) => key),
      ]);
};

const toUnrepaired = ({ report: { repairs, refused }, atMs }: SeenRun): Part =>
  toPart(
    "sweep",
    refused.length > 0 ? "bad" : "waiting",
    `${count(repairs.failed, "group")} could not be repaired; the next run tries again`,
    atMs,
    refused,
  );

/** An outage that another part shows is not a second problem. */
const toEnded = ({ report, atMs }: SeenRun, others: readonly Part[]): Part =>
  toPart(
    "sweep",
    others.some(({ state }) => state === "bad") ? "waiting" : "bad",
    describeOutage(report),
    atMs,
  );

const describeWhole = ({ groups, tookMs, repairs }: RunReport): string => {
  const repaired = repairs.missing + repairs.older + repairs.leftOver;
  const compared = `${count(groups, "group")} compared in ${tookMs} ms`;
  return repaired === 0 ? compared : `${compared}, ${repaired} brought up to date at the Pushgateway`;
};

const toPagePart = ({ report: { health, foreign, unreadable }, atMs }: SeenRun): Part => {
  switch (health.kind) {
    case "valid":
      return toPart("page", "good", "Prometheus gets every group", atMs);
    case "unread":
      return toPart("page", "unknown", "the last run could not read it", atMs);
    case "invalid":
      return toPart(
        "page",
        "bad",
        `Prometheus gets nothing: ${health.reason}; delete the groups that cause it`,
        atMs,
        [...health.unreadable, ...foreign, ...unreadable.map(({ key }) => key)],
      );
  }
};

/** The state of the store in the list of contracts. */
export const toStorePart = (
  isOpen: boolean,
  openingLabels: readonly string[],
  seen: SeenRun | undefined,
  atMs: number,
): Part => {
  if (seen?.report.outcome === "partial" && seen.report.outage !== undefined) {
    return toPart("store", "bad", describeOutage(seen.report), seen.atMs);
  }
  if (!isOpen) {
    const opening = seen?.report.opening;
    const progress = opening === undefined ? "" : `: ${opening.runs} of ${opening.neededRuns} runs are done`;
    return toPart(
      "store",
      "waiting",
      `it is being opened, and new groups and series get 503${progress}`,
      atMs,
    );
  }
  return openingLabels.length === 0
    ? toPart("store", "good", "pushes are accepted", atMs)
    : toPart(
        "store",
        "waiting",
        `pushes are accepted, except for keys with the label ${openingLabels.join(", ")}: the sweep opens it within minutes`,
        atMs,
      );
};

export const toPart = (
  name: Part["name"],
  state: Part["state"],
  text: string,
  seenMs: number | undefined,
  groups: readonly string[] = [],
): Part => ({
  name,
  state,
  text,
  seenAt: seenMs === undefined ? undefined : new Date(seenMs).toISOString(),
  groups: groups.slice(0, MAX_GROUPS),
});
