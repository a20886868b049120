import {
  describeOutage,
  describeUnreadable,
  NOT_TAKEN_OVER,
  stillForeign,
} from "../../infra/local/sweep-lines.ts";
import { count } from "../../lambda/model/printable.ts";
import { makePathReadable } from "../../lambda/model/readable-path.ts";
import type { OpeningReport, RunReport } from "../../lambda/sweep/run/run-report.ts";

/** A run for the terminal, with one line for each of its results. */
export const describeRun = (report: RunReport): string => {
  switch (report.outcome) {
    case "pushgateway-unread":
    case "store-unread":
      return describeOutage(report);
    case "opening":
      return [...describeOpening(report.opening), ...listUnreadable(report)].join("\n");
    case "whole":
    case "partial":
      return describeWholeRun(report).join("\n");
  }
};

const describeWholeRun = (report: RunReport): readonly string[] => {
  const would = report.mode === "dry-run" ? "would be " : "";
  const { missing, older, leftOver, failed } = report.repairs;
  const foreign = stillForeign(report);
  return [
    `${count(report.groups, "group")}, ${report.series} series without the proxy's own group, swept in ${report.tookMs} ms`,
    `${missing + older} stored versions ${would}relayed, ${leftOver} deleted groups ${would}deleted at the Pushgateway`,
    `${report.releasedEntries} unused names and label values ${would}released`,
    ...(report.relayedAgain === 0
      ? []
      : [
          `the page was invalid, and no group is foreign, so ${count(report.relayedAgain, "group")} ${report.mode === "dry-run" ? "would be" : "were"} relayed again`,
        ]),
    ...(report.outage === undefined ? [] : [describeOutage(report)]),
    ...(failed === 0 ? [] : [`${count(failed, "group")} could not be repaired; the next run tries again`]),
    `the scrape is ${report.health.kind}${report.health.kind === "invalid" ? `: ${report.health.reason}` : ""}`,
    ...list(`expired, ${would}deleted`, report.expired),
    ...list(`pushed past the proxy, ${would}deleted`, report.healed),
    ...list("pushed past the proxy", foreign),
    ...(foreign.length > 0
      ? [
          'to delete them: npm run groups -- delete PATH, or "heal: true", with which each run deletes such groups',
        ]
      : []),
    ...(report.isHealHeldBack
      ? [
          "nothing was deleted, because it would be more than half of all groups; to delete them: npm run sweep -- --force",
        ]
      : []),
    ...list(
      "the Pushgateway has a later version than the store, which was set back; its next push corrects it",
      report.storeBehind,
    ),
    ...list("refused by the Pushgateway, which is a bug of the proxy", report.refused),
    ...list("has a time in the future, because a clock was ahead or set back", report.ahead),
    ...report.openingLabels.map((label) => `the label ${label} cannot be used in keys yet`),
    ...listUnreadable(report),
  ];
};

/** More lines would hide the lines before them. */
const MAX_LISTED = 20;

/** One line for each group or item, in a fixed order. */
const list = (what: string, paths: readonly string[]): readonly string[] =>
  listTexts(what, paths.map(makePathReadable));

const listTexts = (what: string, texts: readonly string[]): readonly string[] => [
  ...texts
    .map((text) => `${what}: ${text}`)
    .sort()
    .slice(0, MAX_LISTED),
  ...(texts.length > MAX_LISTED ? [`${what}: and ${texts.length - MAX_LISTED} more (--json lists all)`] : []),
];

const describeOpening = (opening: OpeningReport | undefined): readonly string[] => {
  if (opening === undefined) {
    return [];
  }
  const { isOpen, runs, neededRuns, taken, misfits } = opening;
  return [
    isOpen
      ? "the store is open: pushes are accepted"
      : `the store is being opened, and new groups and series get 503: ${runs} of ${neededRuns} runs are done`,
    ...(taken.length === 0 ? [] : [`${count(taken.length, "group")} taken over from the Pushgateway`]),
    ...list(NOT_TAKEN_OVER, misfits),
  ];
};

const listUnreadable = ({ unreadable }: RunReport): readonly string[] =>
  listTexts("cannot be read", unreadable.map(describeUnreadable));
