import { printKey } from "../../action/labels-input.ts";
import { byName } from "../../lambda/model/by-name.ts";
import { count, escapeUnprintable } from "../../lambda/model/printable.ts";
import { makePathReadable } from "../../lambda/model/readable-path.ts";
import type { DeletedGroup } from "../../lambda/sweep/operator/delete-named-group.ts";
import type { GroupList, ListedGroup } from "../../lambda/sweep/operator/list-groups.ts";
import type { ShownGroup } from "../../lambda/sweep/operator/show-group.ts";
import type { ShownFamily, ShownSeries, ShownValue } from "../../lambda/sweep/operator/shown-families.ts";

/** One line for each group, in the order of their labels, with a path that `groups show` and `groups delete` accept. */
export const listGroups = ({ groups, total, unreadable }: GroupList, filter: string | undefined): string =>
  [
    ...groups.map(toLine).sort(byName),
    ...(total > groups.length
      ? [
          `and ${count(total - groups.length, "group")} more; to see them, give words of their labels: groups list job=<job>`,
        ]
      : []),
    ...(total === 0
      ? [filter === undefined ? "there are no groups" : "no group has all of these words"]
      : []),
    ...(groups.some(({ relayed }) => relayed === "unknown")
      ? ["unknown: the Pushgateway cannot be read, so it is not known which of the groups it has"]
      : []),
    ...unreadable.map(({ key, reason }) => `damaged: ${makePathReadable(key)}: ${reason}`),
  ].join("\n");

const toLine = (group: ListedGroup): string =>
  [
    describeKey(group),
    group.owner === undefined ? "-" : escapeUnprintable(group.owner),
    `${group.series} series`,
    group.pushedAt,
    group.relayed,
    makePathReadable(group.path),
  ].join("\t");

const describeKey = ({ job, labels }: ListedGroup): string =>
  printKey({ job, labels: Object.entries(labels).map(([name, value]) => ({ name, value })) });

/** The group, and its metrics in the text format. */
export const describeShownGroup = (group: ShownGroup): string => {
  const { owner, series, pushedAt, relayed, path, families, omittedSeries } = group;
  const omitted = families.every((family) => family.series.length === 0)
    ? "# their values are only at the Pushgateway"
    : `# and ${omittedSeries} series more`;
  return [
    describeKey(group),
    `${series} series${owner === undefined ? "" : ` that count for ${escapeUnprintable(owner)}`}, pushed at ${pushedAt}, ${relayed}`,
    makePathReadable(path),
    "",
    ...families.flatMap(toFamilyLines),
    ...(omittedSeries === 0 ? [] : [omitted]),
  ].join("\n");
};

const toFamilyLines = ({ name, type, help, series }: ShownFamily): readonly string[] => [
  ...(help === "" ? [] : [`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`]),
  `# TYPE ${name} ${type}`,
  ...series.flatMap((one) => toSampleLines(name, one)),
];

const toSampleLines = (family: string, { labels, values }: ShownSeries): readonly string[] =>
  values.map((value) => toSample(family, Object.entries(labels), value));

const toSample = (
  family: string,
  labels: readonly (readonly [string, string])[],
  { name, value }: ShownValue,
): string => {
  const [part = "", bound] = name.split("=", 2);
  if (part === "native buckets") {
    return `# ${family}: ${value} native buckets`;
  }
  const all = bound === undefined ? labels : [...labels, [part, bound] as const];
  const set = all.map(([label, text]) => `${label}=${JSON.stringify(text)}`).join(",");
  return `${family}${SUFFIXES[part] ?? ""}${set === "" ? "" : `{${set}}`} ${value}`;
};

/** By the name of a value. */
const SUFFIXES: Readonly<Record<string, string>> = { le: "_bucket", sum: "_sum", count: "_count" };

export const describeDeleted = ({ deleted: { path, series }, atPushgateway }: DeletedGroup): string =>
  [
    `deleted ${makePathReadable(path)}, which had ${series === undefined ? "content that cannot be read" : `${series} series`}`,
    ...(atPushgateway === "later"
      ? ["the Pushgateway does not answer and still shows it; the next run deletes it there"]
      : []),
  ].join("\n");
