import type { OperatorRefusal, SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { DeletedGroup } from "../../lambda/sweep/operator/delete-named-group.ts";
import type { ContractList } from "../../lambda/sweep/operator/list-contracts.ts";
import type { GroupList } from "../../lambda/sweep/operator/list-groups.ts";
import type { ReleaseProgress } from "../../lambda/sweep/operator/release-contract.ts";
import type { ShownContract } from "../../lambda/sweep/operator/show-contract.ts";
import type { ShownGroup } from "../../lambda/sweep/operator/show-group.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import type { CommandOutcome, ExitStatus } from "../outcome.ts";
import { describeRelease, describeShownContract, listContracts } from "./contract-text.ts";
import { describeDeleted, describeShownGroup, listGroups } from "./group-text.ts";
import { describeRun } from "./run-output.ts";

/** An answer of the running system for the terminal. */
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

const toText = (command: SweepCommand, answer: unknown): string => {
  if (isRefusal(answer)) {
    return answer.error;
  }
  switch (command.command) {
    case "contracts-list":
      return listContracts(answer as ContractList);
    case "contracts-show":
      return describeShownContract(answer as ShownContract);
    case "contracts-release":
      return describeRelease(answer as ReleaseProgress);
    case "groups-show":
      return describeShownGroup(answer as ShownGroup);
    case "groups-list":
      return listGroups(answer as GroupList, command.filter);
    case "groups-delete":
      return describeDeleted(answer as DeletedGroup);
    case "sweep":
    case "tick":
      return describeRun(answer as RunReport);
  }
};
