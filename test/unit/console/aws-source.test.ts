import { describe, expect, it } from "@jest/globals";
import { createAwsSource } from "../../../console/server/aws/aws-source.ts";
import type { ReadLog } from "../../../console/server/aws/log-reader.ts";
import type { RemoteWriteConfig } from "../../../lambda/config/proxy-config.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import type { ListedShard } from "../../../lambda/sweep/operator/list-contracts.ts";
import { NOTHING_SWEPT } from "../../../lambda/sweep/run/run-report.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../../support/proxy-config.ts";

const CONTRACTS = {
  names: [],
  totalNames: 0,
  owners: [],
  total: { groups: 0, series: 0, bytes: 0, names: 0 },
  labels: [],
  isOpen: true,
};

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const createSource = (
  remoteWrite: readonly Partial<RemoteWriteConfig>[],
  listed: readonly ListedShard[] | "unread",
  readLog: ReadLog = async () => ok({ rows: [], scannedBytes: 0 }),
) =>
  createAwsSource({
    ask: async ({ command }) =>
      command === "sweep"
        ? ok({ ...NOTHING_SWEPT, mode: "dry-run", outcome: "whole" })
        : listed === "unread"
          ? err("the sweep function failed")
          : ok({ ...CONTRACTS, remoteWrite: listed }),
    readLog,
    config: createProxyConfig({ remoteWrite: remoteWrite.map(createRemoteWriteConfig) }),
    configFile: "proxy.yaml",
    pushUrl: undefined,
    mayChange: false,
  });

const shard = (destination: string, completeAt: string | undefined, index = 0): ListedShard => ({
  destination,
  shard: index,
  completeAt,
});

describe("remote write in the console of a deployment", () => {
  const AT = minutesAgo(1);
  const LATE = minutesAgo(6);
  const WHY = "the lines remoteWrite in the log of its function say why";

  it.each([
    ["one that sends everything", [{}], [shard("amp", AT)], "good", "everything was sent", AT],
    [
      "one that is late",
      [{}],
      [shard("amp", LATE)],
      "bad",
      `the last run that sent everything is more than five minutes old: ${WHY}`,
      LATE,
    ],
    [
      "one that never has",
      [{}],
      [shard("amp", undefined)],
      "waiting",
      `no run has sent everything yet: ${WHY}`,
      undefined,
    ],
    ["one without a run", [{}], [], "waiting", `no run has sent everything yet: ${WHY}`, undefined],
    [
      "two, by the one that is worse",
      [{ name: "a" }, { name: "b" }],
      [shard("a", AT), shard("b", LATE)],
      "bad",
      `a: everything was sent; b: the last run that sent everything is more than five minutes old: ${WHY}`,
      LATE,
    ],
    [
      "shards, by the one that is behind most",
      [{ shards: 2 }],
      [shard("amp", LATE, 1), shard("amp", AT, 0)],
      "bad",
      `the last run that sent everything is more than five minutes old: ${WHY}`,
      LATE,
    ],
    [
      "one while the store cannot be read",
      [{}],
      "unread",
      "unknown",
      "the store could not be read",
      undefined,
    ],
  ] as const)(
    "is shown of %s, as old as the run that it rests on",
    async (_, config, listed, state, text, seenAt) => {
      const { parts } = await createSource(config, listed).overview();
      expect(parts.filter(({ name }) => name === "remote write")).toEqual([
        { name: "remote write", state, text, seenAt, groups: [] },
      ]);
    },
  );

  it("is no part where there is no destination", async () => {
    const { parts } = await createSource([], []).overview();
    expect(parts.map(({ name }) => name)).toEqual(["store", "Pushgateway", "requests", "sweep", "page"]);
  });
});

describe("the console of a deployment", () => {
  it("shows everything else where the logs may not be read", async () => {
    const source = createSource([], [], async () =>
      err("your credentials lack the permission logs:StartQuery"),
    );
    await source.overview();
    const overview = await source.overview();
    expect(overview.traffic).toBeUndefined();
    expect(overview.parts.map(({ name, state }) => [name, state])).toEqual([
      ["store", "good"],
      ["Pushgateway", "good"],
      ["requests", "unknown"],
      ["sweep", "good"],
      ["page", "unknown"],
    ]);
  });

  it("asks for the table of groups again only when something was read again", async () => {
    const source = createSource([], []);
    await source.overview();
    const { groupsVersion } = await source.overview();
    expect((await source.overview()).groupsVersion).toBe(groupsVersion);
  });
});
