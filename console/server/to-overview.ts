import { toExamplePush } from "../../infra/local/example-push.ts";
import type { ClientConfig } from "../../lambda/config/proxy-config.ts";
import { NO_HOLDING } from "../../lambda/store/items.ts";
import { callerOf, toAllowed } from "../../lambda/store/limits/owner.ts";
import type { ContractList } from "../../lambda/sweep/operator/list-contracts.ts";
import { OWN_OWNER } from "../../lambda/sweep/own-metrics/write-own-group.ts";
import type { CallerSummary, Overview, Part } from "../api.ts";
import type { Answered } from "./console-source.ts";
import { type SeenRun, toPart, toRunParts, toStorePart } from "./parts.ts";
import type { OperatorSourcePorts } from "./source-ports.ts";

export interface OverviewFacts {
  readonly listed: Answered<ContractList>;
  readonly readMs: number;
  readonly run: SeenRun | undefined;
  readonly others: readonly Part[];
  readonly groupsVersion: number;
}

export const toOverview = (ports: OperatorSourcePorts, facts: OverviewFacts): Overview => {
  const { place, version, pushUrl, configFile, mayChange, traffic } = ports;
  const { listed, run, readMs, others, groupsVersion } = facts;
  const config = ports.config();
  const { clients, issuers, store, validation, scrape } = config;
  const owners = listed.ok ? listed.value.owners : [];
  const storePart = listed.ok
    ? toStorePart(listed.value.isOpen, toOpening(listed.value.labels), run, readMs)
    : toPart("store", "bad", listed.error.error, readMs);
  return {
    version,
    place,
    pushUrl,
    configFile,
    mayChange,
    callers: [
      ...clients.map((client) => toCaller(client, "client", owners)),
      ...issuers.map((issuer) => toCaller(issuer, "issuer", owners)),
    ],
    traffic: traffic.list(),
    parts: [storePart, ...others, ...toRunParts(run, [storePart, ...others])],
    refusals: traffic.listRefusals(),
    held: listed.ok ? listed.value.total : NO_HOLDING,
    own: owners.find(({ owner }) => owner === OWN_OWNER) ?? NO_HOLDING,
    limits: {
      groups: store.maxGroups,
      series: store.maxSeries,
      bytes: store.maxBytes,
      names: store.maxNames,
    },
    validation: { scrapeJob: scrape.job, rules: validation.rules },
    groupsVersion,
  };
};

const toCaller = (
  client: ClientConfig,
  kind: CallerSummary["kind"],
  owners: ContractList["owners"],
): CallerSummary => ({
  id: client.id,
  kind,
  mayPush: client.grants.some(({ methods }) => methods.includes("PUT") || methods.includes("POST")),
  example: kind === "client" ? toExamplePush(client) : undefined,
  limits: toAllowed(client.limits),
  owners: owners.filter(({ owner }) => callerOf(owner) === client.id),
});

export const toOpening = (labels: ContractList["labels"]): readonly string[] =>
  labels.filter(({ state }) => state === "opening").map(({ label }) => label);
