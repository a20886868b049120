import { createSweepPorts } from "../../lambda/adapters/sweep-ports.ts";
import type { ItemStore } from "../../lambda/agree/item-store.ts";
import { LOCAL_TIMES } from "../../lambda/agree/protocol-times.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { trackedLabels } from "../../lambda/config/tracked-labels.ts";
import { createSweepHandler } from "../../lambda/handlers/sweep.ts";
import type { SweepReport } from "../../lambda/sweep/sweep.ts";
import type { LineLog } from "./line-log.ts";

/** The sweep function: takes what an operator may ask of it, `{"command":"sweep"}` among them. */
export type LocalSweep = (command: unknown) => Promise<object>;

/** @param store undefined when there is no registry, since the Pushgateway checks by itself */
export const createLocalSweep = (
  config: ProxyConfig,
  pushgatewayUrl: string,
  store: ItemStore | undefined,
  log: LineLog,
): LocalSweep =>
  createSweepHandler(
    { ...createSweepPorts(pushgatewayUrl, store), report: createReporter(log) },
    { times: LOCAL_TIMES, trackedLabels: trackedLabels(config), expiry: config.expiry, heal: config.heal },
  );

/** Sweeps on the schedule of {@link LOCAL_TIMES}, each time a while after the sweep before has ended. */
export const sweepRegularly = (sweep: LocalSweep, log: LineLog): { close(): Promise<void> } => {
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;
  const sweepOnce = async (): Promise<void> => {
    try {
      await sweep({ command: "sweep" });
    } catch (error) {
      log(`sweep failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if (!isClosed) timer = schedule();
  };
  const schedule = (): NodeJS.Timeout =>
    setTimeout(() => {
      running = sweepOnce();
    }, LOCAL_TIMES.sweepEveryMs);
  let timer = schedule();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
};

/** Tells what a sweep did, and what is wrong once rather than with every sweep. */
const createReporter = (log: LineLog): ((report: SweepReport) => void) => {
  let lastComplaint = "";
  return (report) => {
    if (report.expired.length > 0) log(`sweep: deleted stale groups: ${report.expired.join(" ")}`);
    if (report.healed.length > 0)
      log(`sweep: deleted groups that broke the scrape: ${report.healed.join(" ")}`);
    const complaint = describeComplaint(report);
    if (complaint !== "" && complaint !== lastComplaint) log(`warning: ${complaint}`);
    lastComplaint = complaint;
  };
};

const describeComplaint = ({ health, culprits, findings }: SweepReport): string => {
  if (health.kind === "unsound") {
    return `the scrape of the Pushgateway is not sound: ${JSON.stringify(health)}; groups to blame: ${culprits.join(" ") || "not known"}`;
  }
  return findings.length === 0 ? "" : `inconsistent at the Pushgateway: ${JSON.stringify(findings)}`;
};
