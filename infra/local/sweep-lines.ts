import type { OpeningReport, RunReport } from "../../lambda/sweep/run/run-report.ts";
import type { WriteLine } from "./line-log.ts";

/** Prints what runs did. A problem is printed once, not with every run, and not if it is among `toldBefore`. */
export const createRunReporter = (
  log: WriteLine,
  toldBefore: readonly string[] = [],
): ((report: RunReport) => void) => {
  let told = new Set(toldBefore);
  let partialRuns = 0;
  return (report) => {
    partialRuns = report.outcome === "partial" ? partialRuns + 1 : 0;
    for (const line of describeActions(report)) {
      log(`sweep: ${line}`);
    }
    // A Pushgateway that ends during a run leaves one such run.
    const warnings = new Set([...describeWarnings(report), ...(partialRuns > 1 ? [NOT_RELAYED] : [])]);
    for (const warning of warnings) {
      if (!told.has(warning)) {
        log(`warning: ${warning}`);
      }
    }
    told = warnings;
  };
};

const NOT_RELAYED =
  "not every group could be relayed to the Pushgateway, and the next run tries again; if this goes on, look at its log and at what is in front of it";

const describeActions = (report: RunReport): readonly string[] => {
  const { missing, older, leftOver } = report.repairs;
  const repaired = missing + older + leftOver;
  return [
    ...describeOpening(report.opening),
    ...(report.isRestarted && repaired > 0
      ? [`the Pushgateway was restarted; ${countGroups(repaired)} relayed to it again`]
      : []),
    ...(report.expired.length > 0 ? [`deleted expired groups: ${list(report.expired)}`] : []),
    ...(report.healed.length > 0
      ? [`deleted groups that were pushed past the proxy: ${list(report.healed)}`]
      : []),
  ];
};

const describeOpening = (opening: OpeningReport | undefined): readonly string[] => {
  if (opening === undefined) {
    return [];
  }
  return [
    ...(opening.taken.length > 0
      ? [`${countGroups(opening.taken.length)} taken over from the Pushgateway`]
      : []),
    ...opening.misfits.map((path) => `contradicts another group, deleted at the Pushgateway: ${path}`),
    ...(opening.isOpen ? ["the store is open: pushes are accepted"] : []),
  ];
};

const describeWarnings = (report: RunReport): readonly string[] => {
  const { outcome, opening, health, foreign, storeBehind, refused, unreadable, isHealHeldBack } = report;
  return [
    ...(outcome === "pushgateway-unread"
      ? [describeUnread(describeSilence(report.isStoreOpen ? "open" : "new"))]
      : []),
    ...(outcome === "store-unread" ? ["the store cannot be read"] : []),
    ...(opening !== undefined && !opening.isOpen
      ? [
          `the store is being opened, and pushes get 503: ${opening.runs} of ${opening.neededRuns} runs are done`,
        ]
      : []),
    ...(health.kind === "invalid" ? [`the scrape of the Pushgateway is not valid: ${health.reason}`] : []),
    ...(foreign.length > 0 ? [`groups were pushed past the proxy: ${list(foreign)}`] : []),
    ...(isHealHeldBack
      ? ["they are more than half of all groups, so none is deleted: npm run sweep -- --force"]
      : []),
    ...(storeBehind.length > 0
      ? [`the Pushgateway has later versions than the store: ${list(storeBehind)}`]
      : []),
    ...(refused.length > 0 ? [`the Pushgateway refuses stored groups: ${list(refused)}`] : []),
    ...unreadable.map(({ key, reason }) => `cannot be read: ${key}: ${reason}`),
  ];
};

export const describeUnread = (whileSilent: string): string =>
  `the Pushgateway cannot be read; ${whileSilent}`;

/** What happens to pushes while the Pushgateway does not answer. */
export const describeSilence = (store: "open" | "new"): string =>
  store === "open"
    ? "pushes are stored meanwhile, and reach it later"
    : "pushes get 503 meanwhile, because the store is new and must first read the groups of the Pushgateway";

const MAX_LISTED = 10;

const list = (paths: readonly string[]): string =>
  [
    ...paths.slice(0, MAX_LISTED),
    ...(paths.length > MAX_LISTED ? [`and ${paths.length - MAX_LISTED} more`] : []),
  ].join(" ");

const countGroups = (groups: number): string => (groups === 1 ? "1 group was" : `${groups} groups were`);
