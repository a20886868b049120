import type { MetricFamily, Sample } from "../../model/exposition.ts";
import type { Holding, Owner, RefusalsItem, RemoteWriteItem } from "../../store/items.ts";
import { DIMENSIONS, sumHoldings } from "../../store/limits/counters.ts";
import { callerOf } from "../../store/limits/owner.ts";
import { NO_LIMIT, type StandingLimits } from "../../store/limits/standing-limits.ts";
import type { RunMoment } from "../garbage/idle.ts";
import type { ScrapeHealth } from "../health/scrape-health.ts";
import type { ContractScan } from "../scan/scan-contracts.ts";
import { NO_PUSHGATEWAY } from "../scan/seen-group.ts";
import { OWN_METRICS, type OwnMetricName } from "./catalogue.ts";

/** The results of one run. */
export interface OwnFacts {
  readonly limits: StandingLimits;
  /** Owners' holdings, counted by the run. */
  readonly holdings: ReadonlyMap<Owner, Holding>;
  readonly contracts: ContractScan;
  readonly moment: RunMoment;
  readonly nowMs: number;
  /** 0: there was none. */
  readonly lastWholeMs: number;
  readonly health: ScrapeHealth;
  readonly lag: { readonly groups: number; readonly oldestMs: number };
}

/** The proxy's own metrics, sorted by name. Clients that are no longer configured are left out. */
export const toProxyFamilies = (facts: OwnFacts): readonly MetricFamily[] => {
  const items = Array.from(facts.contracts.items.values(), ({ item }) => item);
  const refusals = items.filter((item) => item.kind === "refusals");
  const remoteWrite = items.filter((item) => item.kind === "remote-write");
  const samples: OwnSamples = {
    ...toClientSamples(facts),
    ...toSweepSamples(facts),
    pushgateway_proxy_store_limit_used_ratio: toStoreSamples(facts),
    pushgateway_proxy_refused_pushes_total: toRefusalSamples(facts, refusals),
    pushgateway_proxy_remote_write_lag_seconds: toRemoteWriteSamples(facts, remoteWrite),
  };
  return (Object.keys(OWN_METRICS) as OwnMetricName[]).sort().flatMap((name): readonly MetricFamily[] => {
    const metrics = samples[name] ?? [];
    return metrics.length === 0 ? [] : [{ ...OWN_METRICS[name], name, metrics, at: 0 }];
  });
};

type OwnSamples = Partial<Record<OwnMetricName, readonly Sample[]>>;

const toSample = (labels: Readonly<Record<string, string>>, value: number): Sample => ({
  labels: { names: Object.keys(labels), values: Object.values(labels) },
  value,
  at: 0,
});

const toClientSamples = ({ limits, holdings }: OwnFacts): OwnSamples => {
  const owners = Map.groupBy(holdings, ([owner]) => callerOf(owner));
  const samples: Record<string, Sample[]> = {};
  const add = (name: string, labels: Readonly<Record<string, string>>, value: number): void => {
    samples[name] ??= [];
    samples[name].push(toSample(labels, value));
  };
  for (const [client, allowed] of limits.allowed) {
    const held = (owners.get(client) ?? []).map(([, holding]) => holding);
    const sum = sumHoldings(held);
    for (const limit of DIMENSIONS) {
      add(`pushgateway_proxy_client_${limit}`, { client }, sum[limit]);
      add(`pushgateway_proxy_client_max_${limit}`, { client }, allowed[limit]);
      const most = held.reduce((largest, holding) => Math.max(largest, holding[limit]), 0);
      add("pushgateway_proxy_client_limit_used_ratio", { client, limit }, toRatio(most, allowed[limit]));
    }
  }
  return samples;
};

const toRatio = (held: number, allowed: number): number => (allowed === 0 ? 1 : held / allowed);

const toStoreSamples = ({ limits: { maxima }, holdings }: OwnFacts): readonly Sample[] => {
  const sum = sumHoldings(holdings.values());
  return DIMENSIONS.filter((limit) => maxima[limit] !== NO_LIMIT).map((limit) =>
    toSample({ limit }, toRatio(sum[limit], maxima[limit])),
  );
};

const toRefusalSamples = ({ limits }: OwnFacts, refusals: readonly RefusalsItem[]): readonly Sample[] =>
  refusals
    .filter(({ client }) => limits.allowed.has(client))
    .flatMap(({ client, counts }) =>
      Array.from(counts, ([code, count]) => toSample({ client, code }, count)),
    );

/** The shard of a destination that is furthest behind. */
const toRemoteWriteSamples = (
  { nowMs }: OwnFacts,
  remoteWrite: readonly RemoteWriteItem[],
): readonly Sample[] =>
  [...Map.groupBy(remoteWrite, ({ destination }) => destination)].flatMap(([destination, shards]) => {
    const fromMs = Math.min(...shards.map((shard) => shard.fromMs));
    return fromMs === 0 ? [] : [toSample({ destination }, Math.max(nowMs - fromMs, 0) / 1_000)];
  });

/** RFC 3339, as in `/api/v1/status` of the Pushgateway. This is checked because Date.parse accepts almost any text. */
const IS_TIME = /^\d{4}-\d\d-\d\dT/;

const toSweepSamples = (facts: OwnFacts): OwnSamples => {
  const { moment, nowMs, lastWholeMs, health, lag } = facts;
  const { startedMs, pushgatewayStart } = moment;
  const one = (value: number): readonly Sample[] => [toSample({}, value)];
  const pushgatewayStartMs = IS_TIME.test(pushgatewayStart) ? Date.parse(pushgatewayStart) : Number.NaN;
  return {
    pushgateway_proxy_last_sweep_timestamp_seconds: one(startedMs / 1_000),
    pushgateway_proxy_last_sweep_duration_seconds: one(Math.max(nowMs - startedMs, 0) / 1_000),
    ...(lastWholeMs > 0 && {
      pushgateway_proxy_last_whole_sweep_timestamp_seconds: one(lastWholeMs / 1_000),
    }),
    ...(health.kind !== "unread" && { pushgateway_proxy_page_valid: one(health.kind === "valid" ? 1 : 0) }),
    ...(pushgatewayStart !== NO_PUSHGATEWAY && {
      pushgateway_proxy_relay_lag_groups: one(lag.groups),
      pushgateway_proxy_relay_lag_seconds: one(lag.oldestMs / 1_000),
    }),
    ...(!Number.isNaN(pushgatewayStartMs) && {
      pushgateway_proxy_pushgateway_start_timestamp_seconds: one(pushgatewayStartMs / 1_000),
    }),
  };
};
