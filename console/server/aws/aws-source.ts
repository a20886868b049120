import { placeInConfig } from "../../../infra/local/config-place.ts";
import { describeOutage } from "../../../infra/local/sweep-lines.ts";
import { readPackageVersion } from "../../../infra/package-root.ts";
import type { ProxyConfig } from "../../../lambda/config/proxy-config.ts";
import type { Result } from "../../../lambda/model/result.ts";
import type { SweepCommand } from "../../../lambda/sweep/operator/command.ts";
import type { RunReport } from "../../../lambda/sweep/run/run-report.ts";
import type { Part } from "../../api.ts";
import type { ConsoleSource } from "../console-source.ts";
import { keepFor } from "../keep-for.ts";
import { createOperatorSource } from "../operator-source.ts";
import { type SeenRun, toPart } from "../parts.ts";
import { AwsTraffic } from "./aws-traffic.ts";
import type { ReadLog } from "./log-reader.ts";
import { toRemoteWriteParts } from "./remote-write-part.ts";

export interface AwsSourceOptions {
  /** Calls the sweep function with the operator's own credentials; an error is a sentence. */
  readonly ask: (command: SweepCommand) => Promise<Result<unknown, string>>;
  /** Reads the logs with the same credentials. */
  readonly readLog: ReadLog;
  readonly config: ProxyConfig;
  readonly configFile: string;
  /** Undefined: it is not known. */
  readonly pushUrl: string | undefined;
  readonly mayChange: boolean;
}

/** Each answer costs money: the sweep function reads the store and the Pushgateway, and a query scans the logs. */
const FRESH_MS = 60_000;

/** The console of a deployment. The sweep function answers about the store, and the logs about pushes. */
export const createAwsSource = ({
  ask,
  readLog,
  config,
  configFile,
  pushUrl,
  mayChange,
}: AwsSourceOptions): ConsoleSource => {
  const { domain, stage } = config.deployment;
  const run = keepFor({ now: Date.now, freshMs: FRESH_MS }, () =>
    // A dry run reports what a run would find, and changes nothing.
    ask({ command: "sweep", dryRun: true, force: false }),
  );
  const lastRun = async (): Promise<SeenRun | undefined> => {
    const { value, atMs } = await run();
    return value.ok ? { report: value.value as RunReport, atMs } : undefined;
  };
  const traffic = new AwsTraffic({ read: readLog, now: Date.now, everyMs: FRESH_MS });
  return createOperatorSource({
    place: "aws",
    version: readPackageVersion(),
    pushUrl:
      pushUrl ??
      (domain === undefined
        ? `https://API.execute-api.REGION.amazonaws.com/${stage}`
        : `https://${domain.name}`),
    configFile,
    mayChange,
    config: () => config,
    placeOf: (path) => placeInConfig(configFile, path),
    ask,
    lastRun,
    otherParts: async (seen) => {
      void traffic.look();
      return [
        toPushgatewayPart(config, await lastRun()),
        ...toRemoteWriteParts(config.remoteWrite, seen),
        traffic.part(),
      ];
    },
    traffic,
    readToken: async () => undefined,
    now: Date.now,
    freshMs: FRESH_MS,
  });
};

const toPushgatewayPart = ({ pushgateway }: ProxyConfig, seen: SeenRun | undefined): Part => {
  if (pushgateway === "none") {
    return toPart("Pushgateway", "good", "there is none, and none is needed", seen?.atMs);
  }
  if (seen === undefined || seen.report.outcome === "store-unread") {
    return toPart("Pushgateway", "unknown", "the sweep function could not be asked", seen?.atMs);
  }
  return seen.report.outcome === "pushgateway-unread"
    ? toPart("Pushgateway", "bad", `${describeOutage(seen.report)}; see its task in Amazon ECS`, seen.atMs)
    : toPart("Pushgateway", "good", "it answers", seen.atMs);
};
