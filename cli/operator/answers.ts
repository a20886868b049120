import { count, escapeUnprintable } from "../../lambda/model/printable.ts";
import type { OperatorRefusal, SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { DeletedGroup } from "../../lambda/sweep/operator/delete-named-group.ts";
import type { ContractList, ListedName } from "../../lambda/sweep/operator/list-contracts.ts";
import type { GroupList, ListedGroup } from "../../lambda/sweep/operator/list-groups.ts";
import type { ReleaseProgress } from "../../lambda/sweep/operator/release-contract.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import type { CommandOutcome, ExitStatus } from "../outcome.ts";
import { describeRun } from "./run-output.ts";

/** An answer of the running system for the terminal: lists as lines, anything else as JSON. */
export const toOutcome = (command: SweepCommand, answer: unknown): CommandOutcome => {
  const text = toText(command, answer);
  const status = toStatus(command, answer);
  return { status, text, json: answer, stream: isAnswer(answer) ? "stdout" : "stderr" };
};

/** A run that could not read anything does not count as an answer. */
const isAnswer = (answer: unknown): boolean =>
  !isRefusal(answer) &&
  !["pushgateway-unread", "store-unread"].includes((answer as Partial<RunReport>).outcome ?? "");

const toStatus = ({ command }: SweepCommand, answer: unknown): ExitStatus => {
  if (isRefusal(answer)) {
    return answer.reason === "invalid" ? 2 : 1;
  }
  switch (command) {
    case "sweep":
      return toRunStatus(answer as RunReport);
    case "contracts-release":
      return (answer as ReleaseProgress).state === "free" ? 0 : 1;
    default:
      return 0;
  }
};

/**
 * A run is done when everything was read and the scrape is valid. While a store opens there is nothing to scrape yet.
 */
const toRunStatus = ({ outcome, health }: RunReport): ExitStatus =>
  outcome === "opening" || (outcome === "whole" && health.kind === "valid") ? 0 : 1;

const isRefusal = (answer: unknown): answer is OperatorRefusal =>
  typeof (answer as { readonly error?: unknown }).error === "string";

const toJson = (answer: unknown): string => JSON.stringify(answer, null, 2);

const toText = ({ command }: SweepCommand, answer: unknown): string => {
  if (isRefusal(answer)) {
    return answer.error;
  }
  switch (command) {
    case "contracts-list":
      return listContracts(answer as ContractList);
    case "contracts-release":
      return describeRelease(answer as ReleaseProgress);
    case "groups-list":
      return listGroups(answer as GroupList);
    case "groups-delete":
      return describeDeleted(answer as DeletedGroup);
    case "sweep":
      return describeRun(answer as RunReport);
    default:
      return toJson(answer);
  }
};

const listContracts = ({ names, totalNames, owners, total, labels, isOpen }: ContractList): string =>
  [
    ...(isOpen ? [] : ["the store is not open yet: pushes get 503"]),
    ...names.map(describeName),
    ...(totalNames > names.length ? [`and ${totalNames - names.length} more`] : []),
    ...owners.map((held) => `${escapeUnprintable(held.owner)} keeps ${describeHolding(held)}`),
    `all together, with the proxy's own group, keep ${describeHolding(total)}`,
    ...labels
      .filter(({ state }) => state === "opening")
      .map(({ label }) => `the label ${label} cannot be used in keys yet: the sweep is opening it`),
  ].join("\n");

const describeName = ({ name, family, type, first, idleRuns }: ListedName): string =>
  [
    name,
    name === family ? type : `${type} ${family}`,
    describeFirst(name, first),
    ...(idleRuns === 0 ? [] : [`unused for ${idleRuns === 1 ? "1 run" : `${idleRuns} runs`}`]),
  ].join("\t");

/** The names of the proxy's own metrics are reserved, so no client can push them. */
const describeFirst = (name: string, first: ListedName["first"]): string => {
  if (first !== undefined) {
    return `first pushed by ${escapeUnprintable(first.owner)} into job ${first.job}, ${first.at}`;
  }
  return name.startsWith("pushgateway_proxy_") ? "written by the proxy" : "taken over from the Pushgateway";
};

const describeHolding = ({ groups, series, bytes, names }: ContractList["total"]): string =>
  `${count(groups, "group")}, ${series} series, ${names} names, ${Math.round(bytes / 1_024)} KiB`;

const describeRelease = ({ name, state, usedBy, users, runs, neededRuns }: ReleaseProgress): string => {
  switch (state) {
    case "free":
      return `${name} is free: it can be pushed with any type`;
    case "in-use":
      return [
        `${name} is used by ${count(users, "group")}; delete them first, or let them expire:`,
        ...usedBy,
        ...(users > usedBy.length ? [`and ${count(users - usedBy.length, "group")} more`] : []),
      ].join("\n");
    case "waiting":
      return `${name} is not free yet: ${runs} of ${neededRuns} runs have found it unused; ask again`;
  }
};

const listGroups = ({ groups, total, unreadable }: GroupList): string =>
  [
    ...groups.map(describeGroup),
    ...(total > groups.length ? [`and ${count(total - groups.length, "group")} more`] : []),
    ...unreadable.map(({ key, reason }) => `damaged: ${key}: ${reason}`),
  ].join("\n");

const describeGroup = ({ path, pushedAt, series, job, labels, relayed }: ListedGroup): string =>
  [JSON.stringify({ job, ...labels }), `${series} series`, pushedAt, relayed, path].join("\t");

const describeDeleted = ({ deleted: { path, series }, atPushgateway }: DeletedGroup): string =>
  [
    `deleted ${path}, which had ${series === undefined ? "content that cannot be read" : `${series} series`}`,
    ...(atPushgateway === "later"
      ? ["the Pushgateway does not answer and still shows it; the next run deletes it there"]
      : []),
  ].join("\n");
