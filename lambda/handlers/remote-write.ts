import middy from "@middy/core";
import type { RemoteWriteReport } from "../destinations/remote-write/report.ts";
import { NOTHING_DONE, type RemoteWritePorts, runRemoteWrite } from "../destinations/remote-write/run.ts";
import type { DestinationSettings } from "../destinations/remote-write/selection.ts";
import type { RemoteWriteTimes } from "../destinations/remote-write/times.ts";

export interface RemoteWriteHandlerPorts extends RemoteWritePorts {
  /** Whether the secret of the destination is set. Rejects if it cannot be read. */
  readonly isCredentialSet: () => Promise<boolean>;
  /** Writes the report of a run: one log line and its metrics. */
  readonly report: (report: RemoteWriteReport) => void;
}

export interface RemoteWriteHandlerSettings {
  readonly destination: DestinationSettings;
  readonly shard: number;
  readonly times: RemoteWriteTimes;
}

export type RemoteWriteHandler = (event: unknown, context?: object) => Promise<RemoteWriteReport>;

/** The function of one destination and shard. Each invocation is a run. */
export const createRemoteWriteHandler = (
  ports: RemoteWriteHandlerPorts,
  { destination, shard, times }: RemoteWriteHandlerSettings,
): RemoteWriteHandler =>
  middy<unknown, RemoteWriteReport>().handler(async () => {
    const report = (await ports.isCredentialSet())
      ? await runRemoteWrite(destination, shard, ports, times)
      : toDisabled(destination.name, shard);
    ports.report(report);
    return report;
  }) as RemoteWriteHandler;

const toDisabled = (destination: string, shard: number): RemoteWriteReport => ({
  ...NOTHING_DONE,
  destination,
  shard,
  outcome: "disabled",
  problem: "the secret of the destination was not set yet: put the password or token into it",
});
