import type { RegistryListing } from "../lambda/agree/administration.ts";
import type { SweepCommand } from "../lambda/sweep/command.ts";
import type { DeletedGroup } from "../lambda/sweep/delete-named-group.ts";
import type { OperatorFailure } from "../lambda/sweep/operator-failure.ts";
import type { SweepReport } from "../lambda/sweep/sweep.ts";
import type { CommandOutcome, ExitStatus } from "./command.ts";

/** What the terminal shows of an answer: lists as lines, anything else as the JSON it is. */
export const printAnswer = (
  command: SweepCommand,
  answer: unknown,
  form: "json" | "text",
): CommandOutcome => {
  const output = form === "json" ? toJson(answer) : toText(command, answer);
  const status = toStatus(command, answer);
  const isAnswer = form === "json" || status === 0 || status === 4;
  return { status, output, stream: isAnswer ? "stdout" : "stderr" };
};

const toStatus = ({ command }: SweepCommand, answer: unknown): ExitStatus => {
  if (isFailure(answer)) return FAILURE_STATUS[answer.reason] ?? 1;
  if (command !== "sweep") return 0;
  const { outcome, health } = answer as SweepReport;
  if (outcome === "unread") return 1;
  return health.kind === "sound" ? 0 : 4;
};

/** A deployment of an earlier version gives no reason. */
const FAILURE_STATUS: Readonly<Partial<Record<string, ExitStatus>>> = {
  invalid: 2,
  absent: 3,
} satisfies Partial<Record<OperatorFailure["reason"], ExitStatus>>;

const isFailure = (answer: unknown): answer is OperatorFailure =>
  typeof (answer as { readonly error?: unknown }).error === "string";

const toJson = (answer: unknown): string => JSON.stringify(answer, null, 2);

const toText = ({ command }: SweepCommand, answer: unknown): string => {
  if (isFailure(answer)) return answer.error;
  switch (command) {
    case "registry-list":
      return listRegistry(answer as RegistryListing);
    case "groups-list":
      return listGroups(answer as ListedGroups);
    case "groups-delete":
      return describeDeleted(answer as DeletedGroup);
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
  /** The list ends at some thousands. */
  readonly total: number;
  readonly groups: readonly {
    readonly path: string;
    readonly pushedAt: string;
    readonly series: number;
    readonly job: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
}

const listGroups = ({ groups, total }: ListedGroups): string =>
  [
    ...groups.map(({ path, pushedAt, series, job, labels }) =>
      [JSON.stringify({ job, ...labels }), `${series} series`, pushedAt, path].join("\t"),
    ),
    ...(total > groups.length ? [`and ${countGroups(total - groups.length)} more`] : []),
  ].join("\n");

const describeDeleted = ({ deleted: { path, series } }: DeletedGroup): string =>
  `deleted ${path}, which held ${series === undefined ? "what the Pushgateway cannot list" : `${series} series`}`;

const describeSweep = (report: SweepReport): string => {
  if (report.outcome === "unread") return "the Pushgateway cannot be read";
  const would = report.mode === "dry-run" ? "would be " : "";
  return [
    `${countGroups(report.groups)}, ${report.series} series, swept in ${report.tookMs} ms`,
    `${report.changes} claims and counts ${would}written; dead claims are ${report.mayRelease ? "" : "not "}released this time`,
    `the scrape is ${report.health.kind}${report.health.kind === "unsound" ? `: ${report.health.reason}` : ""}`,
    ...report.expired.map((path) => `expired, ${would}deleted: ${path}`),
    ...report.culprits.map((path) =>
      report.healed.includes(path) ? `broke the scrape, deleted: ${path}` : `breaks the scrape: ${path}`,
    ),
    ...report.findings.map((finding) => `inconsistent: ${JSON.stringify(finding)}`),
  ].join("\n");
};

const countGroups = (groups: number): string => (groups === 1 ? "1 group" : `${groups} groups`);
