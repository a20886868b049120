import { makePathReadable } from "../../lambda/model/readable-path.ts";
import type { OpeningReport, RunReport, Unreadable } from "../../lambda/sweep/run/run-report.ts";
import type { WriteLine } from "./line-log.ts";

/** A line that is printed once, and again only after a run without it. `about`: two lines about the same are equal. */
interface Warning {
  readonly about: string;
  readonly line: string;
}

/** `about` of the warning that the Pushgateway cannot be read. */
export const UNREAD_PUSHGATEWAY = "pushgateway-unread";

/**
 * Prints what runs did. A problem is printed once, not with every run, and not if it is among `toldBefore`. The end of an
 * outage is printed, too.
 */
export const createRunReporter = (
  log: WriteLine,
  toldBefore: readonly (typeof UNREAD_PUSHGATEWAY)[] = [],
): ((report: RunReport) => void) => {
  let told: ReadonlySet<string> = new Set(toldBefore);
  let partialRuns = 0;
  return (report) => {
    const isUnrelayed = report.outcome === "partial" && report.outage === undefined;
    partialRuns = isUnrelayed ? partialRuns + 1 : 0;
    // A Pushgateway that ends during a run leaves one such run.
    const warnings = [...toWarnings(report), ...(partialRuns > 1 ? [toWarning(NOT_RELAYED)] : [])];
    for (const line of [...describeEnds(told, report), ...describeActions(report)]) {
      log(`sweep: ${line}`);
    }
    for (const { about, line } of warnings) {
      if (!told.has(about)) {
        log(`warning: ${line}`);
      }
    }
    told = new Set(warnings.map(({ about }) => about));
  };
};

const NOT_RELAYED =
  "not every group could be relayed to the Pushgateway, and the next run tries again; if this goes on, look at its log and at what is in front of it";

/** The outages among `told` that this run did not meet. A run that could not read everything does not know. */
const describeEnds = (told: ReadonlySet<string>, report: RunReport): readonly string[] => {
  const { outage, isRestarted } = report;
  const repaired = countRepaired(report);
  if (outage !== undefined) {
    return [];
  }
  return [
    ...(told.has(UNREAD_PUSHGATEWAY)
      ? [
          `the Pushgateway answers again${repaired > 0 && !isRestarted ? `; ${countGroups(repaired)} relayed to it` : ""}`,
        ]
      : []),
    ...(told.has("store-unread") ? ["the store can be read again"] : []),
    ...(told.has("partial") ? ["the store can be written again"] : []),
    ...(told.has(INVALID_PAGE) && report.health.kind === "valid" ? ["the page is valid again"] : []),
  ];
};

const countRepaired = ({ repairs: { missing, older, leftOver } }: RunReport): number =>
  missing + older + leftOver;

const describeActions = (report: RunReport): readonly string[] => {
  const repaired = countRepaired(report);
  return [
    ...describeOpening(report.opening),
    ...(report.isRestarted && repaired > 0
      ? [`the Pushgateway was restarted; ${countGroups(repaired)} relayed to it again`]
      : []),
    ...(report.relayedAgain > 0
      ? [
          `the page was invalid, and no group is foreign, so ${countGroups(report.relayedAgain)} relayed again: somebody has changed one past the proxy`,
        ]
      : []),
    ...(report.expired.length > 0 ? [`deleted expired groups: ${list(report.expired)}`] : []),
    ...(report.healed.length > 0
      ? [`deleted groups that were pushed past the proxy: ${list(report.healed)}`]
      : []),
  ];
};

/** Followed by the path of the group. */
export const NOT_TAKEN_OVER =
  "cannot be taken over (it contradicts another group, or its key is not UTF-8), deleted at the Pushgateway";

const describeOpening = (opening: OpeningReport | undefined): readonly string[] => {
  if (opening === undefined) {
    return [];
  }
  return [
    ...(opening.taken.length > 0
      ? [`${countGroups(opening.taken.length)} taken over from the Pushgateway`]
      : []),
    ...opening.misfits.map((path) => `${NOT_TAKEN_OVER}: ${makePathReadable(path)}`),
    ...(opening.isOpen ? ["the store is open: pushes are accepted"] : []),
  ];
};

const toWarnings = (report: RunReport): readonly Warning[] => [
  ...toOutageWarnings(report),
  ...toPageWarnings(report),
  ...describeWarnings(report).map(toWarning),
];

/** The Pushgateway names one of several causes, in random order. */
const toPageWarnings = ({ health }: RunReport): readonly Warning[] =>
  health.kind === "invalid"
    ? [{ about: INVALID_PAGE, line: `the scrape of the Pushgateway is not valid: ${health.reason}` }]
    : [];

const INVALID_PAGE = "page-invalid";

const toWarning = (line: string): Warning => ({ about: line, line });

/** The reason can change with each run. */
const toOutageWarnings = (report: RunReport): readonly Warning[] => {
  const { outcome, outage } = report;
  return outage === undefined ? [] : [{ about: outcome, line: describeOutage(report) }];
};

/** What could not be read, why, and what happens to pushes. */
export const describeOutage = ({
  outcome,
  outage,
  isStoreOpen,
}: Pick<RunReport, "outcome" | "outage" | "isStoreOpen">): string => {
  switch (outcome) {
    case "store-unread":
      return `the store cannot be read (${outage}); pushes get 503 until it can be read`;
    case "pushgateway-unread":
      return `the Pushgateway cannot be read: ${outage}; ${describeSilence(isStoreOpen ? "open" : "new")}`;
    default:
      return `the store cannot be written (${outage}); pushes get 503 until it can be written`;
  }
};

/** What is wrong beside the page, with what to do. */
export const describeWarnings = (report: RunReport): readonly string[] => {
  const { opening, storeBehind, refused, ahead, unreadable, isHealHeldBack } = report;
  const foreign = stillForeign(report);
  return [
    ...(opening !== undefined && !opening.isOpen
      ? [
          `the store is being opened, and new groups and series get 503: ${opening.runs} of ${opening.neededRuns} runs are done`,
        ]
      : []),
    ...(foreign.length > 0
      ? [
          `groups were pushed past the proxy; delete them with npm run groups -- delete PATH, or let each run delete such groups with "heal: true": ${list(foreign)}`,
        ]
      : []),
    ...(isHealHeldBack
      ? ["they are more than half of all groups, so none is deleted: npm run sweep -- --force"]
      : []),
    ...(storeBehind.length > 0
      ? [
          `the Pushgateway has later versions than the store, which was set back; the next push of each group corrects it: ${list(storeBehind)}`,
        ]
      : []),
    ...(refused.length > 0
      ? [`the Pushgateway refuses stored groups, which is a bug of the proxy: ${list(refused)}`]
      : []),
    ...(ahead.length > 0
      ? [
          `groups have a time in the future, because a clock was ahead or set back; until then their pushes take longer, and they expire later: ${list(ahead)}`,
        ]
      : []),
    ...unreadable.map((one) => `cannot be read: ${describeUnreadable(one)}`),
  ];
};

/** The groups that were pushed past the proxy and are still there. */
export const stillForeign = ({ foreign, healed }: RunReport): readonly string[] => {
  const deleted = new Set(healed);
  return foreign.filter((path) => !deleted.has(path));
};

/** Of a group also what to do: a run repairs a damaged counter, and reports what it cannot. */
export const describeUnreadable = ({ key, reason }: Unreadable): string =>
  `${makePathReadable(key)}: ${reason}${key.startsWith("/metrics/") ? "; PUT the group again, or delete it (npm run groups -- delete PATH)" : ""}`;

/** What happens to pushes while the Pushgateway does not answer. */
export const describeSilence = (store: "open" | "new"): string =>
  store === "open"
    ? "pushes are stored meanwhile, and reach it later"
    : "pushes get 503 meanwhile, because the store is new and must first read the groups of the Pushgateway";

const MAX_LISTED = 10;

/** In a fixed order, so that the same groups give the same line. The Pushgateway's own order is random. */
const list = (paths: readonly string[]): string =>
  [
    ...paths.map(makePathReadable).sort().slice(0, MAX_LISTED),
    ...(paths.length > MAX_LISTED ? [`and ${paths.length - MAX_LISTED} more`] : []),
  ].join(" ");

const countGroups = (groups: number): string => (groups === 1 ? "1 group was" : `${groups} groups were`);
