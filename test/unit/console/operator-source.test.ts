import { describe, expect, it } from "@jest/globals";
import { createOperatorSource } from "../../../console/server/operator-source.ts";
import { toPart } from "../../../console/server/parts.ts";
import type { OperatorSourcePorts } from "../../../console/server/source-ports.ts";
import { TrafficLog } from "../../../console/server/traffic-log.ts";
import { parseProxyConfig } from "../../../lambda/config/parse.ts";
import { err, ok } from "../../../lambda/model/result.ts";
import type { SweepCommand } from "../../../lambda/sweep/operator/command.ts";
import { NOTHING_SWEPT, type RunReport } from "../../../lambda/sweep/run/run-report.ts";

const config = parseProxyConfig(
  `
clients:
  - id: app
    grants: [{ methods: [PUT], job: app, metrics: ["*"] }]
  - id: reader
    reads: [{ job: app }]
issuers:
  - id: github
    issuer: https://token.example
    audience: push
    grants: [{ when: { ref: "*" }, methods: [POST], job: ci, grouping: { repository: "{repository}" }, metrics: ["*"] }]
expiry: [{ job: app, after: 1h }]
store: { maxGroups: 50 }
`,
  "proxy.yaml",
);

const HOLDING = { groups: 1, series: 2, bytes: 1_024, names: 1 };

const NAME = { name: "m", family: "m", type: "gauge", first: undefined, idleRuns: 0 };
const OWN_NAME = "pushgateway_proxy_page_valid";

const CONTRACTS = {
  names: [NAME, { ...NAME, name: OWN_NAME, family: OWN_NAME }],
  totalNames: 2,
  owners: [
    { owner: "app", ...HOLDING },
    { owner: "github?repository=a/b", ...HOLDING },
  ],
  total: { ...HOLDING, groups: 2 },
  labels: [{ label: "repository", state: "open" }],
  isOpen: true,
  remoteWrite: [],
};

const WHOLE: RunReport = {
  ...NOTHING_SWEPT,
  mode: "apply",
  outcome: "whole",
  groups: 2,
  tookMs: 12,
  health: { kind: "valid" },
};

const createSource = (
  answers: Partial<Record<string, unknown>>,
  ports: Partial<OperatorSourcePorts> = {},
) => {
  if (!config.ok) {
    throw new TypeError(JSON.stringify(config.error));
  }
  const { value } = config;
  const asked: SweepCommand[] = [];
  let nowMs = 0;
  const source = createOperatorSource({
    place: "local",
    version: "1.2.3",
    pushUrl: "https://push.example/prod",
    configFile: "proxy.yaml",
    mayChange: true,
    config: () => value,
    placeOf: (path) => `proxy.yaml:${path.length}`,
    ask: async (command) => {
      asked.push(command);
      const answer = answers[command.command];
      return answer === undefined ? err("nobody answers") : ok(answer);
    },
    lastRun: async () => ({ report: WHOLE, atMs: 0 }),
    otherParts: async () => [],
    traffic: new TrafficLog(() => nowMs),
    readToken: async (client) => (client === "app" ? "secret" : undefined),
    now: () => nowMs,
    freshMs: 2_000,
    ...ports,
  });
  return { source, asked, wait: (ms: number) => (nowMs += ms) };
};

const withRun = (report: Partial<RunReport>): Partial<OperatorSourcePorts> => ({
  lastRun: async () => ({ report: { ...WHOLE, ...report }, atMs: 0 }),
});

describe("the overview of the console", () => {
  it("lists who may push, what each has stored, limits and relaxed rules", async () => {
    const { source } = createSource({ "contracts-list": CONTRACTS });
    expect(await source.overview()).toMatchObject({
      version: "1.2.3",
      callers: [
        {
          id: "app",
          kind: "client",
          mayPush: true,
          example: { method: "PUT", path: "/metrics/job/app" },
          owners: [{ owner: "app", groups: 1 }],
        },
        { id: "reader", mayPush: false, example: undefined, owners: [] },
        { id: "github", kind: "issuer", mayPush: true, example: undefined, owners: [{ series: 2 }] },
      ],
      traffic: { pushed: 0, refused: 0, medianMs: undefined },
      refusals: [],
      held: { groups: 2 },
      limits: { groups: 50 },
      validation: { scrapeJob: "pushgateway", rules: {} },
      parts: [
        { name: "store", state: "good" },
        {
          name: "sweep",
          state: "good",
          text: "2 groups compared in 12 ms",
          seenAt: "1970-01-01T00:00:00.000Z",
        },
        { name: "page", state: "good" },
      ],
    });
  });

  it("tells the proxy's own group from the others, with which it is counted", async () => {
    const own = { owner: "(pushgateway-proxy)", groups: 1, series: 35, bytes: 5_120, names: 0 };
    const { source } = createSource({
      "contracts-list": { ...CONTRACTS, owners: [...CONTRACTS.owners, own] },
    });
    expect(await source.overview()).toMatchObject({ own: { groups: 1, series: 35, bytes: 5_120 } });
  });

  it("reads the store again only when its answer is stale, and once for concurrent callers", async () => {
    const { source, asked, wait } = createSource({ "contracts-list": CONTRACTS });
    await Promise.all([source.overview(), source.overview()]);
    await source.overview();
    expect(asked).toHaveLength(1);
    wait(2_000);
    await source.overview();
    expect(asked).toHaveLength(2);
  });

  it("asks again after the clock was set back", async () => {
    const { source, asked, wait } = createSource({ "contracts-list": CONTRACTS });
    await source.overview();
    wait(-3_600_000);
    await source.overview();
    expect(asked).toHaveLength(2);
  });

  it.each([
    ["no run yet", { lastRun: async (): Promise<undefined> => undefined }, "sweep", "unknown"],
    ["no run yet", { lastRun: async (): Promise<undefined> => undefined }, "page", "unknown"],
    [
      "groups that are not repaired",
      withRun({ outcome: "partial", repairs: { missing: 0, older: 0, leftOver: 0, failed: 1 } }),
      "sweep",
      "waiting",
    ],
    ["a group that is refused", withRun({ outcome: "partial", refused: ["/p"] }), "sweep", "bad"],
    ["a store that is being opened", withRun({ outcome: "opening" }), "sweep", "waiting"],
    ["a Pushgateway outage", withRun({ outcome: "pushgateway-unread" }), "sweep", "bad"],
    ["a store outage", withRun({ outcome: "store-unread" }), "sweep", "bad"],
    ["a page that was never read", withRun({ health: { kind: "unread" } }), "page", "unknown"],
    ["a group that was pushed past the proxy", withRun({ foreign: ["/f"] }), "sweep", "bad"],
    ["a store that was set back", withRun({ storeBehind: ["/b"] }), "sweep", "bad"],
    ["a damaged group", withRun({ unreadable: [{ key: "/d", reason: "damaged" }] }), "sweep", "bad"],
    [
      "an invalid page",
      withRun({ foreign: ["/f"], health: { kind: "invalid", reason: "500", unreadable: [] } }),
      "sweep",
      "good",
    ],
  ] as const)("shows for %s that the %s part is as expected", async (_what, ports, name, state) => {
    const { source } = createSource({ "contracts-list": CONTRACTS }, ports);
    const { parts } = await source.overview();
    expect(parts.find((part) => part.name === name)?.state).toBe(state);
  });

  it("says what to do about groups that a run found, and names them", async () => {
    const found = withRun({ foreign: ["/f", "/healed"], healed: ["/healed"], storeBehind: ["/b"] });
    const { source } = createSource({ "contracts-list": CONTRACTS }, found);
    const { parts } = await source.overview();
    expect(parts.find(({ name }) => name === "sweep")).toMatchObject({
      text: expect.stringMatching(
        /^groups were pushed past the proxy; delete them .*; the Pushgateway has later/,
      ),
      groups: ["/f", "/b"],
    });
  });

  const UNREAD = {
    outcome: "pushgateway-unread",
    outage: "the connection is refused: start it",
    isStoreOpen: true,
  } as const;

  it.each([
    ["bad", []],
    ["waiting", [toPart("Pushgateway", "bad", "it does not answer", 0)]],
  ] as const)("gives the reason why a run has ended early, as %s beside %j", async (state, others) => {
    const { source } = createSource(
      { "contracts-list": CONTRACTS },
      { ...withRun(UNREAD), otherParts: async () => others },
    );
    const { parts } = await source.overview();
    expect(parts.find(({ name }) => name === "sweep")).toMatchObject({
      state,
      text: "the Pushgateway cannot be read: the connection is refused: start it; pushes are stored meanwhile, and reach it later",
    });
  });

  it("shows once that the store cannot be written", async () => {
    const { source } = createSource(
      { "contracts-list": CONTRACTS },
      withRun({ outcome: "partial", outage: "the disk is full" }),
    );
    const { parts } = await source.overview();
    expect(parts.filter(({ state }) => state === "bad")).toEqual([
      expect.objectContaining({
        name: "store",
        text: "the store cannot be written (the disk is full); pushes get 503 until it can be written",
      }),
    ]);
    expect(parts.find(({ name }) => name === "sweep")?.state).toBe("waiting");
  });

  it("names the groups that break the page", async () => {
    const { source } = createSource(
      { "contracts-list": CONTRACTS },
      withRun({ health: { kind: "invalid", reason: "twice", unreadable: ["/a"] }, foreign: ["/b"] }),
    );
    const { parts } = await source.overview();
    expect(parts.find(({ name }) => name === "page")).toMatchObject({ state: "bad", groups: ["/a", "/b"] });
  });

  it.each([
    ["closed", { ...CONTRACTS, isOpen: false }, "waiting"],
    ["opening a label", { ...CONTRACTS, labels: [{ label: "x", state: "opening" }] }, "waiting"],
    ["away", { error: "the store cannot be read", reason: "unavailable" }, "bad"],
    ["beyond reach", undefined, "bad"],
  ])("reports that the store is %s", async (_what, contracts, state) => {
    const { source } = createSource({ "contracts-list": contracts });
    expect((await source.overview()).parts[0]).toMatchObject({ name: "store", state });
  });
});

describe("the console's commands", () => {
  it("list groups with their expiry", async () => {
    const group = { path: "/p", job: "app", labels: {}, pushedAt: "", series: 1, bytes: 1, owner: "app" };
    const other = { ...group, job: "other" };
    const { source } = createSource({ "groups-list": { groups: [group, other], total: 2, unreadable: [] } });
    expect(await source.groups()).toMatchObject({
      value: { groups: [{ expiresAfterSeconds: 3_600 }, { expiresAfterSeconds: undefined }], total: 2 },
    });
  });

  it("show, delete and release through the sweep", async () => {
    const { source, asked } = createSource({
      "groups-show": { path: "/p", families: [], omittedSeries: 0, series: 1 },
      "groups-delete": { deleted: { path: "/p", series: 1 }, atPushgateway: "later" },
      "contracts-release": { name: "m", state: "waiting" },
      "contracts-list": CONTRACTS,
    });
    expect(await source.group("/p")).toEqual(ok({ path: "/p", families: [], omittedSeries: 0 }));
    expect(await source.deleteGroup("/p")).toEqual(ok({ path: "/p", atPushgateway: "later" }));
    expect(await source.releaseName("m")).toEqual(ok({ name: "m", state: "waiting" }));
    // The proxy's own names are left out.
    expect(await source.contracts()).toEqual(ok({ names: [NAME], total: 1, openingLabels: [] }));
    expect(asked.map(({ command }) => command)).toEqual([
      "groups-show",
      "groups-delete",
      "contracts-release",
      "contracts-list",
    ]);
  });

  it("change nothing when the console may only read", async () => {
    const { source, asked } = createSource({}, { mayChange: false });
    expect(await source.deleteGroup("/p")).toMatchObject({ error: { kind: "denied" } });
    expect(await source.releaseName("m")).toMatchObject({ error: { kind: "denied" } });
    expect(asked).toEqual([]);
  });

  it("report that a group is absent, and that the store is unavailable", async () => {
    const absent = { error: "there is no group /p", reason: "absent" };
    const { source } = createSource({ "groups-show": absent });
    expect(await source.group("/p")).toEqual(err({ kind: "absent", error: absent.error }));
    expect(await source.groups()).toEqual(err({ kind: "unavailable", error: "nobody answers" }));
  });

  it("return the token of a client that has one", async () => {
    const { source } = createSource({});
    expect(await source.token("app")).toEqual(ok({ client: "app", token: "secret" }));
    expect(await source.token("github")).toMatchObject({ error: { kind: "absent" } });
  });

  it.each([
    ["app", "PUT", "https://push.example/prod/metrics/job/app?dry_run=true", true],
    ["app", "PUT", "/metrics/job/app", true],
    ["app", "PUT", " https://other.example/dev/metrics/job/app ", true],
    ["app", "PUT", "/metrics/job/nightly", false],
    ["reader", "GET", "/prod/metrics/job/app", true],
    ["app", "GET", "/metrics", false],
  ] as const)("explain %s %s %s", async (caller, method, url, isAllowed) => {
    const { source } = createSource({});
    const explained = source.explain({ caller, method, url, claims: {} });
    // The line of the right, or of the caller.
    const place = isAllowed ? expect.stringMatching(/^proxy.yaml:[34]$/) : "proxy.yaml:2";
    expect(explained).toMatchObject({ value: { isAllowed, place } });
  });

  it("know no caller of another name, and suggest the nearest", () => {
    const { source } = createSource({});
    expect(source.explain({ caller: "ap", method: "PUT", url: "/metrics/job/app", claims: {} })).toEqual(
      err({ kind: "absent", error: expect.stringContaining("did you mean app?") }),
    );
  });
});
