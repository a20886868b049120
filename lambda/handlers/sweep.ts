import middy from "@middy/core";
import { during } from "../model/outage.ts";
import { DIRTY_KEY, findItem, RUN_KEY } from "../store/contracts/contract-key.ts";
import { StoreOutage } from "../store/store.ts";
import {
  failOperation,
  type OperatorCommand,
  parseCommand,
  type SweepCommand,
} from "../sweep/operator/command.ts";
import type { DeletedGroup } from "../sweep/operator/delete-named-group.ts";
import { operate } from "../sweep/operator/operate.ts";
import { isRunDue } from "../sweep/run/is-run-due.ts";
import { run } from "../sweep/run/run.ts";
import type { RunPorts } from "../sweep/run/run-ports.ts";
import type { RunReport } from "../sweep/run/run-report.ts";
import type { RunSettings } from "../sweep/run/run-settings.ts";
import { PushgatewayOutage } from "../sweep/scan/seen-group.ts";

export interface SweepHandlerPorts extends RunPorts {
  /** Writes the report of a run: one log line and its metrics. A dry run has none, since it did nothing. */
  readonly report: (report: RunReport) => void;
  /** Writes which group an operator has deleted, so that others find out why it is gone. */
  readonly deleted: (group: DeletedGroup["deleted"]) => void;
}

export interface SweepHandlerSettings extends RunSettings {
  /**
   * A tick starts a run if the last whole run began longer ago than this, if the Pushgateway was restarted, or if a relay
   * failed.
   */
  readonly runEveryMs: number;
}

export type SweepHandler = (event: unknown, context?: object) => Promise<object>;

/** The answer of a tick that had nothing to do. */
export const NOT_DUE = { outcome: "not-due" } as const;

/**
 * The sweep function. Its schedule starts a run if one is due. The start of a Pushgateway starts a run immediately. An
 * operator can invoke it with a {@link SweepCommand}.
 */
export const createSweepHandler = (ports: SweepHandlerPorts, settings: SweepHandlerSettings): SweepHandler =>
  middy<unknown, object>().handler((event) => answer(event, ports, settings)) as SweepHandler;

const answer = async (
  event: unknown,
  ports: SweepHandlerPorts,
  settings: SweepHandlerSettings,
): Promise<object> => {
  const command = parseCommand(event);
  if (command === undefined) {
    return failOperation(
      "invalid",
      "there is no such command, it lacks a name or a path, or an option is not dryRun or force with true or false",
    );
  }
  switch (command.command) {
    case "tick":
      return (await isDue(ports, settings)) ? runAndReport(ports, settings) : NOT_DUE;
    case "sweep":
      return runCommand(command, ports, settings);
    default:
      return operateAndReport(command, ports, settings);
  }
};

const operateAndReport = async (
  command: OperatorCommand,
  ports: SweepHandlerPorts,
  settings: SweepHandlerSettings,
): Promise<object> => {
  const answered = await operate(
    command,
    { ...ports, run: () => runAndReport(ports, settings) },
    settings.times,
  );
  if ("deleted" in answered) {
    ports.deleted((answered as DeletedGroup).deleted);
  }
  return answered;
};

const runCommand = (
  { dryRun, force }: Extract<SweepCommand, { command: "sweep" }>,
  ports: SweepHandlerPorts,
  settings: SweepHandlerSettings,
): Promise<RunReport> => {
  const asked = force ? ({ ...settings, heal: "force" } as const) : settings;
  return dryRun ? run(ports, asked, "dry-run") : runAndReport(ports, asked);
};

const runAndReport = async (ports: SweepHandlerPorts, settings: SweepHandlerSettings): Promise<RunReport> => {
  const report = await run(ports, settings, "apply");
  ports.report(report);
  return report;
};

const isDue = async (
  { store, reader, now }: SweepHandlerPorts,
  settings: SweepHandlerSettings,
): Promise<boolean> => {
  const items = await store.contracts.read([RUN_KEY, DIRTY_KEY]).catch(during(StoreOutage, undefined));
  // The run then reports that the store cannot be read.
  if (items === undefined) {
    return true;
  }
  const history = {
    run: findItem(items, RUN_KEY, "run")?.item,
    dirty: findItem(items, DIRTY_KEY, "dirty")?.item,
  };
  // Undefined if it does not answer. A run would end at once, so none is started until the regular one is due, which
  // reports the outage.
  const pushgatewayStart = await reader.readStart().catch(during(PushgatewayOutage, undefined));
  return isRunDue(history, pushgatewayStart, now(), settings);
};
