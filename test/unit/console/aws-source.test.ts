import { describe, expect, it } from "@jest/globals";
import { createAwsSource } from "../../../console/server/aws/aws-source.ts";
import type { ReadLog } from "../../../console/server/aws/log-reader.ts";
import type { RemoteWriteConfig } from "../../../lambda/config/proxy-config.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import type { ListedShard } from "../../../lambda/sweep/operator/list-contracts.ts";
import { NOTHING_SWEPT, type RunReport } from "../../../lambda/sweep/run/run-report.ts";
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
  run: Partial<RunReport> = {},
  asked: object[] = [],
) =>
  createAwsSource({
    ask: async (command) => {
      asked.push(command);
      if (command.command === "sweep") {
        return ok({ ...NOTHING_SWEPT, mode: "dry-run", outcome: "whole", ...run });
      }
      return listed === "unread"
        ? err("the sweep function failed")
        : ok({ ...CONTRACTS, remoteWrite: listed });
    },
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
    ["a destination that sends everything", [{}], [shard("amp", AT)], "good", "everything was sent", AT],
    [
      "a destination that is late",
      [{}],
      [shard("amp", LATE)],
      "bad",
      `the last run that sent everything is more than five minutes old: ${WHY}`,
      LATE,
    ],
    [
      "a destination that never sent everything",
      [{}],
      [shard("amp", undefined)],
      "waiting",
      `no run has sent everything yet: ${WHY}`,
      undefined,
    ],
    ["a destination without a run", [{}], [], "waiting", `no run has sent everything yet: ${WHY}`, undefined],
    [
      "two destinations: the worse one decides",
      [{ name: "a" }, { name: "b" }],
      [shard("a", AT), shard("b", LATE)],
      "bad",
      `a: everything was sent; b: the last run that sent everything is more than five minutes old: ${WHY}`,
      LATE,
    ],
    [
      "two shards: the one that is further behind decides",
      [{ shards: 2 }],
      [shard("amp", LATE, 1), shard("amp", AT, 0)],
      "bad",
      `the last run that sent everything is more than five minutes old: ${WHY}`,
      LATE,
    ],
    [
      "a destination during an outage of the store",
      [{}],
      "unread",
      "unknown",
      "the store could not be read",
      undefined,
    ],
  ] as const)(
    "is shown for %s, with the time of its last complete run",
    async (_, config, listed, state, text, seenAt) => {
      const { parts } = await createSource(config, listed).overview();
      expect(parts.filter(({ name }) => name === "remote write")).toEqual([
        { name: "remote write", state, text, seenAt, groups: [] },
      ]);
    },
  );

  it("is not shown without a destination", async () => {
    const { parts } = await createSource([], []).overview();
    expect(parts.map(({ name }) => name)).toEqual(["store", "Pushgateway", "requests", "sweep", "page"]);
  });
});

describe("the console of a deployment", () => {
  it("says why the Pushgateway cannot be read, where to look, and what happens to pushes", async () => {
    const source = createSource([], [], undefined, {
      outcome: "pushgateway-unread",
      outage: "the connection is refused",
      isStoreOpen: true,
    });
    const { parts } = await source.overview();
    expect(parts.find(({ name }) => name === "Pushgateway")).toMatchObject({
      state: "bad",
      text: "the Pushgateway cannot be read: the connection is refused; pushes are stored meanwhile, and reach it later; see its task in Amazon ECS",
    });
  });

  it("asks for dry runs only, since a look changes nothing, and for one a minute", async () => {
    const asked: object[] = [];
    const source = createSource([], [], undefined, {}, asked);
    expect(await source.overview()).toMatchObject({
      place: "aws",
      mayChange: false,
      pushUrl: "https://API.execute-api.REGION.amazonaws.com/prod",
    });
    await source.overview();
    expect(asked.filter((command) => "dryRun" in command)).toEqual([
      { command: "sweep", dryRun: true, force: false },
    ]);
  });

  it("shows everything else when reading the logs is denied", async () => {
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

  it("keeps the version of the groups while no new run was read", async () => {
    const source = createSource([], []);
    await source.overview();
    const { groupsVersion } = await source.overview();
    expect((await source.overview()).groupsVersion).toBe(groupsVersion);
  });
});
