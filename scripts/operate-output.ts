import type { RegistryListing } from "../lambda/agree/administration.ts";
import type { SweepCommand } from "../lambda/sweep/command.ts";
import type { SweepReport } from "../lambda/sweep/sweep.ts";
import { answered, type CommandOutcome, denied } from "./command.ts";

/** What the terminal shows of an answer: lists as lines, anything else as the JSON it is. */
export const printAnswer = (
  command: SweepCommand,
  answer: unknown,
  form: "json" | "text",
): CommandOutcome => {
  const { error } = answer as { readonly error?: unknown };
  if (typeof error === "string") return denied(error);
  return answered(form === "json" ? toJson(answer) : toText(command, answer));
};

const toJson = (answer: unknown): string => JSON.stringify(answer, null, 2);

const toText = ({ command }: SweepCommand, answer: unknown): string => {
  switch (command) {
    case "registry-list":
      return listRegistry(answer as RegistryListing);
    case "groups-list":
      return listGroups(answer as ListedGroups);
    case "sweep":
      return describeSweep(answer as SweepReport);
    default:
      return toJson(answer);
  }
};

const listRegistry = ({ names, holders }: RegistryListing): string =>
  [
    ...names.map(({ name, owner, type, first, closing }) =>
      [
        name,
        name === owner ? type : `${type} ${owner}`,
        `first ${first.client === "" ? "found" : first.client} ${first.job} ${new Date(first.atMs).toISOString()}`,
        ...(closing === undefined ? [] : ["released, not free yet"]),
      ].join("\t"),
    ),
    ...holders.map(
      ({ of, groups, series }) =>
        `${of === "everybody" ? "everybody" : of.client || "unclaimed"} holds ${countGroups(groups)}, ${series} series`,
    ),
  ].join("\n");

interface ListedGroups {
  readonly groups: readonly {
    readonly path: string;
    readonly pushedAt: string;
    readonly series: number;
    readonly job: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
}

const listGroups = ({ groups }: ListedGroups): string =>
  groups
    .map(({ path, pushedAt, series, job, labels }) =>
      [JSON.stringify({ job, ...labels }), `${series} series`, pushedAt, path].join("\t"),
    )
    .join("\n");

const describeSweep = (report: SweepReport): string => {
  if (report.outcome === "unread") return "the Pushgateway cannot be read";
  const would = report.mode === "dry-run" ? "would be " : "";
  return [
    `${countGroups(report.groups)}, ${report.series} series, swept in ${report.tookMs} ms`,
    `${report.changes} claims and counts ${would}written; dead claims are ${report.mayRelease ? "" : "not "}released this time`,
    `the scrape is ${report.health.kind}${report.health.kind === "unsound" ? `: ${report.health.reason}` : ""}`,
    ...report.expired.map((path) => `expired, ${would}deleted: ${path}`),
    ...report.culprits.map((path) => `breaks the scrape: ${path}`),
    ...report.findings.map((finding) => `inconsistent: ${JSON.stringify(finding)}`),
  ].join("\n");
};

const countGroups = (groups: number): string => (groups === 1 ? "1 group" : `${groups} groups`);
