import type { RemoteWriteConfig } from "../../../lambda/config/proxy-config.ts";
import type { ListedShard } from "../../../lambda/sweep/operator/list-contracts.ts";
import type { Part } from "../../api.ts";
import { toPart } from "../parts.ts";
import type { SeenStore } from "../source-ports.ts";

/**
 * Prometheus shows a series for five minutes. After that, series of groups without pushes disappear. The alarm has the
 * same limit.
 */
const LATE_MS = 300_000;

/**
 * The state of remote write for all destinations; none without destinations. Its age is that of the oldest run in it.
 */
export const toRemoteWriteParts = (
  destinations: readonly RemoteWriteConfig[],
  { contracts, atMs }: SeenStore,
): readonly Part[] => {
  if (destinations.length === 0) {
    return [];
  }
  if (contracts === undefined) {
    return [toPart("remote write", "unknown", "the store could not be read", undefined)];
  }
  const seen = destinations.map((destination) => look(destination, contracts.remoteWrite, atMs));
  const state =
    (["bad", "waiting"] as const).find((worst) => seen.some((one) => one.state === worst)) ?? "good";
  const times = seen.map(({ completeMs }) => completeMs);
  const text = seen.map(({ name, text }) => (seen.length === 1 ? text : `${name}: ${text}`)).join("; ");
  return [
    toPart(
      "remote write",
      state,
      text,
      times.includes(undefined) ? undefined : Math.min(...times.map(Number)),
    ),
  ];
};

const WHY = "the lines remoteWrite in the log of its function say why";

interface SeenDestination extends Pick<Part, "state" | "text"> {
  readonly name: string;
  readonly completeMs: number | undefined;
}

const look = (
  { name, shards }: RemoteWriteConfig,
  listed: readonly ListedShard[],
  nowMs: number,
): SeenDestination => {
  const times = Array.from({ length: shards }, (_, shard) => {
    const at = listed.find((one) => one.destination === name && one.shard === shard)?.completeAt;
    return at === undefined ? undefined : Date.parse(at);
  });
  if (times.includes(undefined)) {
    return { name, state: "waiting", text: `no run has sent everything yet: ${WHY}`, completeMs: undefined };
  }
  const completeMs = Math.min(...times.map(Number));
  return nowMs - completeMs <= LATE_MS
    ? { name, state: "good", text: "everything was sent", completeMs }
    : {
        name,
        state: "bad",
        text: `the last run that sent everything is more than five minutes old: ${WHY}`,
        completeMs,
      };
};
