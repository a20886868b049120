import type { Holding, Owner } from "../../store/items.ts";
import type { StandingLimits } from "../../store/limits/standing-limits.ts";
import type { RunMoment } from "../garbage/idle.ts";
import type { RelayTimes } from "../repair/relay-current.ts";
import type { ContractScan } from "../scan/scan-contracts.ts";
import { type OwnFacts, toProxyFamilies } from "./to-proxy-families.ts";
import { type OwnGroupOutcome, type OwnGroupPorts, writeOwnGroup } from "./write-own-group.ts";

/** The sources of a run's own metrics. */
export interface MeasuredRun extends Pick<OwnFacts, "lastWholeMs" | "health" | "lag"> {
  readonly holdings: ReadonlyMap<Owner, Holding>;
  readonly contracts: ContractScan;
  readonly moment: RunMoment;
}

/** Writes the proxy's own metrics after a run. */
export const reportOwnMetrics = (
  { contracts, moment, ...facts }: MeasuredRun,
  limits: StandingLimits,
  ports: OwnGroupPorts,
  times: RelayTimes,
): Promise<OwnGroupOutcome> => {
  const items = Array.from(contracts.items.values(), ({ item }) => item);
  const families = toProxyFamilies({
    ...facts,
    ...moment,
    limits,
    refusals: items.filter((item) => item.kind === "refusals"),
    remoteWrite: items.filter((item) => item.kind === "remote-write"),
    nowMs: ports.now(),
  });
  return writeOwnGroup(families, ports, times);
};
