import middy from "@middy/core";
import { createAdministration } from "../agree/administration.ts";
import { parseCommand, type SweepCommand } from "../sweep/command.ts";
import { operate } from "../sweep/operate.ts";
import { failOperation } from "../sweep/operator-failure.ts";
import { type SweepPorts, type SweepReport, type SweepSettings, sweep } from "../sweep/sweep.ts";

export interface SweepHandlerPorts extends SweepPorts {
  /** Takes what a sweep saw and did: one log line and its metrics. */
  readonly report: (report: SweepReport) => void;
}

type SweepHandler = (event: unknown, context?: object) => Promise<object>;

/** The sweep function: a sweep for its schedule, and anything of {@link SweepCommand} for an operator who invokes it. */
export const createSweepHandler = (ports: SweepHandlerPorts, settings: SweepSettings): SweepHandler =>
  middy<unknown, object>().handler((event) => answer(event, ports, settings)) as SweepHandler;

const answer = async (event: unknown, ports: SweepHandlerPorts, settings: SweepSettings): Promise<object> => {
  const command = parseCommand(event);
  if (command === undefined) {
    return failOperation("invalid", "there is no such command, or it lacks a name or a path");
  }
  return command.command === "sweep" ? sweepAndReport(command, ports, settings) : operateWith(command, ports);
};

const sweepAndReport = async (
  { dryRun }: Extract<SweepCommand, { command: "sweep" }>,
  ports: SweepHandlerPorts,
  settings: SweepSettings,
): Promise<SweepReport> => {
  const report = await sweep(ports, settings, dryRun ? "dry-run" : "apply");
  ports.report(report);
  return report;
};

const operateWith = (
  command: Exclude<SweepCommand, { command: "sweep" }>,
  { reader, readPage, deleteGroup, store, clock }: SweepHandlerPorts,
): Promise<object> =>
  operate(command, {
    reader,
    readPage,
    deleteGroup,
    administration: store === undefined ? undefined : createAdministration(store, clock),
  });
