import { toRecord } from "../../model/fields.ts";
import type { RunPorts } from "../run/run-ports.ts";
import type { RunReport } from "../run/run-report.ts";

/** A command for the sweep function: a tick from its schedule, others from events and operators. */
export type SweepCommand =
  /** Runs only when a run is due. */
  | { readonly command: "tick" }
  /** Starts a run now. With `force` it deletes groups that were pushed past the proxy even if there are many. */
  | { readonly command: "sweep"; readonly dryRun: boolean; readonly force: boolean }
  | OperatorCommand;

export type OperatorCommand =
  /** `filter`: the words that a group must have (lambda/model/group-search.ts). */
  | { readonly command: "groups-list"; readonly filter?: string }
  | { readonly command: "groups-show"; readonly path: string }
  | { readonly command: "groups-delete"; readonly path: string }
  | { readonly command: "contracts-list" }
  | { readonly command: "contracts-show"; readonly name: string }
  | { readonly command: "contracts-release"; readonly name: string };

/** Why an operator's command failed. */
export interface OperatorRefusal {
  readonly error: string;
  /**
   * `absent`: there is no such group or name. `invalid`: there is no such command. `unavailable`: a dependency failed;
   * try again.
   */
  readonly reason: "absent" | "invalid" | "unavailable";
}

export const failOperation = (reason: OperatorRefusal["reason"], error: string): OperatorRefusal => ({
  error,
  reason,
});

/**
 * An event without a command comes from the schedule, or reports that the Pushgateway's task has started. Undefined for
 * an unknown or incomplete command, also for a sweep with another option, because a misspelt dry run must not delete.
 */
export const parseCommand = (event: unknown): SweepCommand | undefined => {
  const { command, ...rest } = toRecord(event);
  switch (command) {
    case undefined:
      return rest["detail-type"] === TASK_CHANGE
        ? { command: "sweep", dryRun: false, force: false }
        : { command: "tick" };
    case "tick":
    case "contracts-list":
      return { command };
    case "groups-list":
      return parseList(rest["filter"]);
    case "sweep":
      return parseSweep(rest);
    case "groups-show":
    case "groups-delete":
      return typeof rest["path"] === "string" ? { command, path: rest["path"] } : undefined;
    case "contracts-show":
    case "contracts-release":
      return typeof rest["name"] === "string" ? { command, name: rest["name"] } : undefined;
    default:
      return undefined;
  }
};

const parseList = (filter: unknown): OperatorCommand | undefined => {
  if (filter === undefined) {
    return { command: "groups-list" };
  }
  return typeof filter === "string" ? { command: "groups-list", filter } : undefined;
};

const parseSweep = ({
  dryRun = false,
  force = false,
  ...unknown
}: Readonly<Record<string, unknown>>): SweepCommand | undefined =>
  typeof dryRun === "boolean" && typeof force === "boolean" && Object.keys(unknown).length === 0
    ? { command: "sweep", dryRun, force }
    : undefined;

/** An event of EventBridge: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
const TASK_CHANGE = "ECS Task State Change";

export interface OperatorPorts extends RunPorts {
  /** One complete run, as the schedule starts it. */
  readonly run: () => Promise<RunReport>;
}

/** What is only read. */
export type ListPorts = Pick<OperatorPorts, "store" | "reader" | "readPage">;
