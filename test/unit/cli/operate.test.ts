import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { askLocalSystem } from "../../../cli/operator/transport.ts";
import type { CliPorts } from "../../../cli/ports.ts";
import { openOperatorEndpoint } from "../../../infra/local/operator-endpoint.ts";
import type { ContractList } from "../../../lambda/sweep/operator/list-contracts.ts";
import type { ListedGroup } from "../../../lambda/sweep/operator/list-groups.ts";
import type { ReleaseProgress } from "../../../lambda/sweep/operator/release-contract.ts";
import type { ShownContract } from "../../../lambda/sweep/operator/show-contract.ts";
import { NOTHING_SWEPT, type RunReport } from "../../../lambda/sweep/run/run-report.ts";
import { runInProcess } from "../../support/cli.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

let folder: string;
let file: string;
let asked: unknown[];
/** If it is a list, one answer for each question. */
let answer: object;
let endpoint: Awaited<ReturnType<typeof openOperatorEndpoint>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "operate-"));
  file = join(folder, "operator.json");
  endpoint = await openOperatorEndpoint(file, {
    sweep: async (command) => {
      asked.push(command);
      return Array.isArray(answer) ? answer[asked.length - 1] : answer;
    },
    consoleUrl: () => "http://127.0.0.1:8081/#k=token",
    warn: (warning) => {
      throw new Error(warning);
    },
  });
});

beforeEach(() => {
  asked = [];
  waits = [];
  answer = { outcome: "done" };
});

afterAll(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

let waits: number[];

const runWith = async (args: readonly string[], ports: Partial<CliPorts> = {}) => {
  const { status, stdout, stderr } = await runInProcess(args, {
    http: {
      send: () => Promise.reject(new Error("nothing is pushed")),
      sleep: async (ms) => {
        waits.push(ms);
      },
      now: () => 0,
      random: () => 0,
    },
    ...ports,
  });
  const told = stderr.split("\n").filter((line) => line !== "");
  return stdout === ""
    ? { status, stream: stderr === "" ? "stdout" : "stderr", output: stderr.trimEnd(), told }
    : { status, stream: "stdout", output: stdout.trimEnd(), told };
};

const run = (...args: readonly string[]) => runWith([...args, "--operator", file]);

const SWEPT: RunReport = {
  ...NOTHING_SWEPT,
  mode: "apply",
  outcome: "whole",
  tookMs: 12,
  readTookMs: 4,
  groups: 3,
  series: 7,
  repairs: { missing: 1, older: 1, leftOver: 0, failed: 0 },
  expired: ["/metrics/job@base64/YQ"],
  releasedEntries: 2,
  health: { kind: "valid" },
};

describe("the console command", () => {
  it("prints the URL of the local console, and opens it unless told otherwise", async () => {
    const opened: string[] = [];
    const ports = { openBrowser: async (url: string): Promise<void> => void opened.push(url) };
    const url = "http://127.0.0.1:8081/#k=token";
    const local = ["console", "--operator", file];
    expect(await runWith(local, ports)).toMatchObject({ status: 0, output: url });
    expect((await runWith([...local, "--no-open", "--json"], ports)).output).toBe(`{\n  "url": "${url}"\n}`);
    expect(opened).toEqual([url]);
    expect(asked).toEqual([]);
  });
});

const HOLDING = { groups: 3, series: 30, bytes: 2_048, names: 4 };

const CONTRACTS: ContractList = {
  names: [],
  totalNames: 0,
  owners: [],
  total: HOLDING,
  labels: [],
  isOpen: true,
  remoteWrite: [],
};

const GROUP: ListedGroup = {
  path: "/metrics/job@base64/YQ/x@base64/eQ",
  job: "a",
  labels: { x: "y" },
  pushedAt: "then",
  series: 2,
  bytes: 1_024,
  owner: "app",
  relayed: "waiting",
};

const CONTRACT: ShownContract = {
  name: "m",
  names: [
    {
      name: "m",
      family: "m",
      type: "gauge",
      first: { owner: "ci", job: "ci-1", at: "then" },
      idleRuns: 0,
    },
  ],
  usedBy: [],
  users: 0,
  placements: [],
};

const PROGRESS: ReleaseProgress = {
  name: "m",
  state: "free",
  usedBy: [],
  users: 0,
  runs: 4,
  neededRuns: 4,
  waitMs: 0,
};

describe("an operator's command on the local system", () => {
  it.each([
    [["contracts", "list"], { command: "contracts-list" }, CONTRACTS],
    [["contracts", "show", "m"], { command: "contracts-show", name: "m" }, CONTRACT],
    [["contracts", "release", "m"], { command: "contracts-release", name: "m" }, PROGRESS],
    [["groups", "list"], { command: "groups-list" }, { groups: [], total: 0, unreadable: [] }],
    [
      ["groups", "list", "job=ci", "main"],
      { command: "groups-list", filter: "job=ci main" },
      { groups: [], total: 0, unreadable: [] },
    ],
    [
      ["groups", "show", "/metrics/job/a"],
      { command: "groups-show", path: "/metrics/job/a" },
      { ...GROUP, families: [], omittedSeries: 0 },
    ],
    [
      ["groups", "show", "/metrics/job/two words/x/é%2F"],
      { command: "groups-show", path: "/metrics/job/two%20words/x/%C3%A9%2F" },
      { ...GROUP, families: [], omittedSeries: 0 },
    ],
    [
      ["groups", "delete", "/metrics/job/a"],
      { command: "groups-delete", path: "/metrics/job/a" },
      { deleted: { path: "/metrics/job@base64/YQ", series: 3 }, atPushgateway: "deleted" },
    ],
    [["sweep"], { command: "sweep", dryRun: false, force: false }, SWEPT],
    [["sweep", "--dry-run"], { command: "sweep", dryRun: true, force: false }, SWEPT],
    [["sweep", "--force"], { command: "sweep", dryRun: false, force: true }, SWEPT],
  ])("%j sends %j", async (args, command, answered) => {
    answer = answered;
    expect(await run(...args)).toMatchObject({ status: 0, stream: "stdout" });
    expect(asked).toEqual([command]);
  });

  it.each([
    [[]],
    [["contracts"]],
    [["contracts", "show"]],
    [["contracts", "list", "m"]],
    [["contracts", "rename", "m"]],
    [["contracts", "show", "m", "n"]],
    [["registry", "list"]],
    [["groups", "delete"]],
    [["groups", "show"]],
    [["sweep", "now"]],
    [["sweep", "--dry"]],
  ])("%j sends nothing and prints the problem", async (args) => {
    expect(await run(...args)).toMatchObject({
      status: 2,
      stream: "stderr",
      output: expect.stringMatching(/^(error: |Examples:)/),
    });
    expect(asked).toEqual([]);
  });

  it("prints names with their type, family and first claimant, and each owner's entries", async () => {
    const first = { owner: "ci", job: "ci-1", at: "then" };
    answer = {
      ...CONTRACTS,
      names: [
        { name: "h", family: "h", type: "histogram", first, idleRuns: 0 },
        { name: "h_sum", family: "h", type: "histogram", first: undefined, idleRuns: 2 },
        {
          name: "pushgateway_proxy_x",
          family: "pushgateway_proxy_x",
          type: "gauge",
          first: undefined,
          idleRuns: 0,
        },
      ],
      totalNames: 4,
      owners: [
        { owner: "ci", groups: 1, series: 1, bytes: 1_024, names: 1 },
        { owner: "(pushgateway-proxy)", groups: 1, series: 35, bytes: 6_144, names: 0 },
      ],
      labels: [
        { label: "instance", state: "open" },
        { label: "region", state: "opening" },
      ],
    };
    expect((await run("contracts", "list")).output.split("\n")).toEqual([
      "h\thistogram\tfirst pushed by ci into job ci-1, then",
      "h_sum\thistogram h\ttaken over from the Pushgateway\tunused for 2 runs",
      "and 1 more",
      "and 1 name of the proxy's metrics about itself, pushgateway_proxy_*",
      "ci keeps 1 group, 1 series, 1 name, 1 KiB",
      "the proxy itself keeps 1 group, 35 series, 0 names, 6 KiB",
      "all together, with the proxy's own group, keep 3 groups, 30 series, 4 names, 2 KiB",
      "the label region cannot be used in keys yet: the sweep is opening it",
    ]);
  });

  it("prints an owner in one line, whatever its claims contain", async () => {
    const owner = "idp?name=a\nx\tgauge\twritten by the proxy";
    const first = { owner, job: "ci", at: "then" };
    const name = { name: "y", family: "y", type: "gauge", first, idleRuns: 0 };
    answer = {
      ...CONTRACTS,
      names: [name],
      totalNames: 1,
      owners: [{ owner, groups: 1, series: 1, bytes: 1_024, names: 1 }],
    };
    const { output } = await run("contracts", "list");
    expect(output.split("\n")).toHaveLength(3);
    expect(output).toContain("idp?name=a\\u000ax\\u0009gauge\\u0009written by the proxy keeps");
  });

  it("mentions the proxy's own group only once a run has counted it", async () => {
    answer = CONTRACTS;
    expect((await run("contracts", "list")).output).toBe(
      "all together keep 3 groups, 30 series, 4 names, 2 KiB",
    );
  });

  it("says that the store is not open", async () => {
    answer = { ...CONTRACTS, isOpen: false };
    expect((await run("contracts", "list")).output).toContain(
      "the store is not open yet: new groups and series get 503",
    );
  });

  it("prints groups with their client and the path that deletes them", async () => {
    const foreign = {
      ...GROUP,
      ...{ path: "/metrics/job@base64/YQ/y@base64/=", labels: { y: "" } },
      ...{ bytes: undefined, owner: undefined, relayed: "foreign" },
    };
    const slash = { ...GROUP, path: "/metrics/job@base64/YS9i", job: "a/b", labels: {} };
    answer = { groups: [slash, GROUP, foreign], total: 6, unreadable: [{ key: "/k", reason: "damaged" }] };
    expect((await run("groups", "list")).output.split("\n")).toEqual([
      '{job="a", x="y"}\tapp\t2 series\tthen\twaiting\t/metrics/job/a/x/y',
      // An empty value names a group that the proxy cannot have pushed.
      '{job="a", y=""}\t-\t2 series\tthen\tforeign\t/metrics/job@base64/YQ/y@base64/=',
      '{job="a/b"}\tapp\t2 series\tthen\twaiting\t/metrics/job/a%2Fb',
      "and 3 groups more; to see them, give words of their labels: groups list job=<job>",
      "damaged: /k: damaged",
    ]);
    expect(JSON.parse((await run("groups", "list", "--json")).output)).toEqual(answer);
  });

  it("lists groups by the numbers in their names", async () => {
    const groups = ["pc-10", "pc-2"].map((job) => ({ ...GROUP, job, labels: {} }));
    answer = { groups, total: 2, unreadable: [] };
    expect((await run("groups", "list")).output).toMatch(/pc-2.*\n.*pc-10/);
  });

  it("says that there are no groups, and why their state is not known", async () => {
    answer = { groups: [], total: 0, unreadable: [] };
    expect((await run("groups", "list")).output).toBe("there are no groups");
    expect((await run("groups", "list", "job=ci")).output).toBe("no group has all of these words");
    answer = { groups: [{ ...GROUP, relayed: "unknown" }], total: 1, unreadable: [] };
    expect((await run("groups", "list")).output.split("\n").slice(1)).toEqual([
      "unknown: the Pushgateway cannot be read, so it is not known which of the groups it has",
    ]);
  });

  it("prints a group with its metrics in the text format", async () => {
    const values = (...pairs: readonly (readonly [string, string])[]) =>
      pairs.map(([name, value]) => ({ name, value }));
    const families = [
      {
        name: "g",
        type: "gauge",
        help: "A\nB",
        series: [
          { labels: {}, values: values(["value", "1"]) },
          { labels: { x: 'a"b' }, values: values(["value", "2"]) },
        ],
      },
      {
        name: "h",
        type: "histogram",
        help: "",
        series: [
          {
            labels: { x: "y" },
            values: values(["le=1", "2"], ["native buckets", "3 of schema 1"], ["sum", "5"], ["count", "4"]),
          },
        ],
      },
      {
        name: "s",
        type: "summary",
        help: "",
        series: [{ labels: {}, values: values(["quantile=0.5", "1"], ["sum", "1"]) }],
      },
    ];
    answer = { ...GROUP, families, omittedSeries: 7 };
    expect((await run("groups", "show", "/metrics/job/a")).output.split("\n")).toEqual([
      '{job="a", x="y"}',
      "2 series that count for app, pushed at then, waiting",
      "/metrics/job/a/x/y",
      "",
      "# HELP g A\\nB",
      "# TYPE g gauge",
      "g 1",
      'g{x="a\\"b"} 2',
      "# TYPE h histogram",
      'h_bucket{x="y",le="1"} 2',
      "# h: 3 of schema 1 native buckets",
      'h_sum{x="y"} 5',
      'h_count{x="y"} 4',
      "# TYPE s summary",
      's{quantile="0.5"} 1',
      "s_sum 1",
      "# and 7 series more",
    ]);
  });

  it("says of a group that was pushed past the proxy where its values are", async () => {
    const families = [{ name: "g", type: "gauge", help: "", series: [] }];
    answer = { ...GROUP, relayed: "foreign", families, omittedSeries: 1 };
    expect((await run("groups", "show", "/metrics/job/a")).output.split("\n").slice(-2)).toEqual([
      "# TYPE g gauge",
      "# their values are only at the Pushgateway",
    ]);
  });

  it("accepts the whole URL of a group", async () => {
    answer = { ...GROUP, families: [], omittedSeries: 0 };
    await run("groups", "show", "https://push.example/prod/metrics/job/a");
    await run("groups", "show", "/metrics/job/metrics/job2/x");
    expect(asked).toEqual([
      { command: "groups-show", path: "/metrics/job/a" },
      { command: "groups-show", path: "/metrics/job/metrics/job2/x" },
    ]);
  });

  it("prints the type of a name, its users and the values of labels", async () => {
    answer = {
      ...CONTRACT,
      usedBy: ["/metrics/job@base64/YS9i"],
      users: 2,
      placements: [{ job: "a/b", label: "x", inKeys: 1, inBodies: "all but those in keys" }],
    };
    expect((await run("contracts", "show", "m")).output.split("\n")).toEqual([
      "m\tgauge\tfirst pushed by ci into job ci-1, then",
      "used by 2 groups:",
      "/metrics/job/a%2Fb",
      "and 1 group more",
      "values of the label x in job a/b: keys have 1, bodies have all but those in keys",
    ]);
    answer = CONTRACT;
    expect((await run("contracts", "show", "m")).output).toMatch(
      /\nno group uses it; to free it for another type: npm run contracts -- release m$/,
    );
  });

  it.each([
    [3, "deleted", "deleted /metrics/job/a, which had 3 series"],
    [undefined, "deleted", "deleted /metrics/job/a, which had content that cannot be read"],
    [
      1,
      "later",
      "deleted /metrics/job/a, which had 1 series\nthe Pushgateway does not answer and still shows it; the next run deletes it there",
    ],
  ])("prints what was deleted: %s series, at the Pushgateway %s", async (series, atPushgateway, output) => {
    answer = { deleted: { path: "/metrics/job@base64/YQ", series }, atPushgateway };
    expect(await run("groups", "delete", "/metrics/job/a")).toMatchObject({
      status: 0,
      stream: "stdout",
      output,
    });
  });

  it("repeats until a name is free, each time as soon as a run can count", async () => {
    const waiting = { ...PROGRESS, state: "waiting", runs: 1, waitMs: 88_500 };
    answer = [waiting, { ...waiting, runs: 2 }, { ...waiting, runs: 3 }, PROGRESS];
    const released = await run("contracts", "release", "m");
    expect(released).toMatchObject({
      status: 0,
      stream: "stdout",
      output: "m is free: it can be pushed with any type",
    });
    expect(waits).toEqual([90_000, 90_000, 90_000]);
    expect(released.told[0]).toBe("m: 1 of 4 runs have found it unused; the next is in 90 s");
  });

  it("stops when a scheduled run has released the name meanwhile", async () => {
    answer = [
      { ...PROGRESS, state: "waiting" },
      { error: "nobody claims it", reason: "absent" },
    ];
    expect(await run("contracts", "release", "m")).toMatchObject({ status: 0 });
  });

  it("ends with 1 when groups use the name, and prints them", async () => {
    answer = { ...PROGRESS, state: "in-use", usedBy: ["/a", "/b"], users: 3 };
    const { status, stream, output } = await run("contracts", "release", "m");
    expect({ status, stream }).toEqual({ status: 1, stream: "stdout" });
    expect(output.split("\n")).toEqual([
      "m is used by 3 groups; delete them first, or let them expire:",
      "/a",
      "/b",
      "and 1 group more",
    ]);
    expect(asked).toHaveLength(1);
  });

  it("gives up on a name that does not become free", async () => {
    answer = { ...PROGRESS, state: "waiting", runs: 1 };
    expect(await run("contracts", "release", "m")).toMatchObject({
      status: 1,
      output: expect.stringContaining("m is not free yet: 1 of 4 runs"),
    });
    expect(asked).toHaveLength(20);
  });

  it("prints what a run did", async () => {
    answer = SWEPT;
    expect((await run("sweep")).output.split("\n")).toEqual([
      "3 groups, 7 series without the proxy's own group, swept in 12 ms",
      "2 stored versions relayed, 0 deleted groups deleted at the Pushgateway",
      "2 unused names and label values released",
      "the scrape is valid",
      "expired, deleted: /metrics/job/a",
    ]);
  });

  it("prints what a run would do, and any problems", async () => {
    answer = {
      ...SWEPT,
      mode: "dry-run",
      groups: 1,
      health: { kind: "invalid", reason: "status 500", unreadable: [] },
      foreign: ["/foreign/1", "/foreign/2"],
      healed: ["/foreign/2", "/unreadable"],
      isHealHeldBack: true,
      storeBehind: ["/behind"],
      refused: ["/refused"],
      ahead: ["/ahead"],
      openingLabels: ["region"],
      unreadable: [{ key: "/k", reason: "damaged" }],
      repairs: { missing: 0, older: 0, leftOver: 1, failed: 1 },
      relayedAgain: 3,
      outage: "disk full",
    };
    const { status, output } = await run("sweep", "--dry-run");
    expect(status).toBe(1);
    expect(output.split("\n")).toEqual([
      "1 group, 7 series without the proxy's own group, swept in 12 ms",
      "0 stored versions would be relayed, 1 deleted groups would be deleted at the Pushgateway",
      "2 unused names and label values would be released",
      "the page was invalid, and no group is foreign, so 3 groups would be relayed again",
      "the store cannot be written (disk full); pushes get 503 until it can be written",
      "1 group could not be repaired; the next run tries again",
      "the scrape is invalid: status 500",
      "expired, would be deleted: /metrics/job/a",
      "pushed past the proxy, would be deleted: /foreign/2",
      "pushed past the proxy, would be deleted: /unreadable",
      "pushed past the proxy: /foreign/1",
      'to delete them: npm run groups -- delete PATH, or "heal: true", with which each run deletes such groups',
      "nothing was deleted, because it would be more than half of all groups; to delete them: npm run sweep -- --force",
      "the Pushgateway has a later version than the store, which was set back; its next push corrects it: /behind",
      "refused by the Pushgateway, which is a bug of the proxy: /refused",
      "has a time in the future, because a clock was ahead or set back: /ahead",
      "the label region cannot be used in keys yet",
      "cannot be read: /k: damaged",
    ]);
  });

  it("lists at most twenty groups or items of one kind", async () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `/${index}`);
    answer = { ...SWEPT, ahead: keys, unreadable: keys.map((key) => ({ key, reason: "damaged" })) };
    const lines = (await run("sweep")).output.split("\n");
    for (const what of [
      "has a time in the future, because a clock was ahead or set back",
      "cannot be read",
    ]) {
      const listed = lines.filter((line) => line.startsWith(`${what}: `));
      expect(listed).toHaveLength(21);
      expect(listed.at(-1)).toBe(`${what}: and 9980 more (--json lists all)`);
    }
  });

  it("prints the store's progress towards taking pushes", async () => {
    const opening = {
      isOpen: false,
      runs: 1,
      neededRuns: 3,
      taken: ["/a"],
      misfits: ["/b"],
    };
    answer = { ...SWEPT, outcome: "opening", opening };
    expect(await run("sweep")).toMatchObject({
      status: 0,
      stream: "stdout",
      output: [
        "the store is being opened, and new groups and series get 503: 1 of 3 runs are done",
        "1 group taken over from the Pushgateway",
        "cannot be taken over (it contradicts another group, or its key is not UTF-8), deleted at the Pushgateway: /b",
      ].join("\n"),
    });
  });

  it.each([
    ["whole", { kind: "unread" }, 1],
    ["partial", { kind: "valid" }, 1],
    ["partial", { kind: "invalid", reason: "500", unreadable: [] }, 1],
  ])("ends for outcome %s and health %j with status %i", async (outcome, health, status) => {
    answer = { ...SWEPT, outcome, health };
    expect(await run("sweep")).toMatchObject({ status });
  });

  it.each([
    [
      "pushgateway-unread",
      "the Pushgateway cannot be read: the reason; pushes are stored meanwhile, and reach it later",
    ],
    ["store-unread", "the store cannot be read (the reason); pushes get 503 until it can be read"],
  ])("fails when a run ends as %s", async (outcome, output) => {
    answer = { ...SWEPT, outcome, outage: "the reason", isStoreOpen: true };
    expect(await run("sweep")).toMatchObject({ status: 1, stream: "stderr", output });
    expect(await run("sweep", "--json")).toMatchObject({ status: 1, stream: "stdout" });
  });

  it("prints the answer as JSON if asked to", async () => {
    answer = SWEPT;
    expect(JSON.parse((await run("sweep", "--json")).output)).toEqual(SWEPT);
  });

  it.each([
    ["absent", 1, "stderr"],
    ["invalid", 2, "stderr"],
    ["unavailable", 1, "stderr"],
  ] as const)("that failed because something is %s ends with %s", async (reason, status, stream) => {
    answer = { error: "the reason", reason };
    expect(await run("groups", "delete", "/metrics/job/a")).toMatchObject({
      status,
      stream,
      output: "the reason",
    });
    expect(await run("groups", "delete", "/metrics/job/a", "--json")).toMatchObject({
      status,
      stream: "stdout",
      output: JSON.stringify(answer, null, 2),
    });
  });

  it.each([
    [
      "that ends the connection, for instance because it has too many open files",
      "",
      /^(UND_ERR_SOCKET|ECONNRESET)$/,
    ],
    ["whose answer is cut short", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{", /JSON/],
  ])("says that a running system gives no answer: one %s", async (_, answered, reason) => {
    const deaf = createServer().on("connection", (socket) => socket.end(answered).resume());
    const { url } = await listenOnLoopback(deaf);
    const file = join(folder, "deaf.json");
    writeFileSync(file, JSON.stringify({ url, token: "t" }));
    const { status, output } = await runWith(["sweep", "--operator", file]);
    deaf.close();
    const found =
      /^the system at http:\S+ gave no answer \((.+)\): it has ended, or cannot answer; look at the terminal of npm start, and try again$/.exec(
        output,
      );
    expect(status).toBe(1);
    expect(found?.[1]).toMatch(reason);
  });

  it("does not wait for a system that was stopped", async () => {
    const stopped = createNetServer((socket) => socket.on("error", () => {}).resume());
    const { port } = await listenOnLoopback(stopped);
    const file = join(folder, "stopped.json");
    writeFileSync(file, JSON.stringify({ url: `http://127.0.0.1:${port}`, token: "t" }));
    const asked = await askLocalSystem({ command: "groups-list" }, file, 50);
    stopped.close();
    expect(asked).toEqual({
      ok: false,
      error: `npm start does not answer at http://127.0.0.1:${port}: it was stopped with Ctrl-Z (fg continues it), or is too busy; look at its terminal, and try again`,
    });
  });

  it("prints the running system's error", async () => {
    answer = Promise.reject(new Error("no such table"));
    expect(await run("contracts", "list")).toMatchObject({
      status: 1,
      stream: "stderr",
      output: "the running system answers 500: Error: no such table",
    });
  });

  it.each([
    ["no system runs", undefined, /^npm start is not running: there is no /],
    [
      "its file was left behind",
      { url: "http://127.0.0.1:2", token: "t" },
      /^nothing answers at http:\/\/127\.0\.0\.1:2: /,
    ],
    [
      "its file is of another program",
      [],
      /^FOLDER\/other\.json cannot be read, or is not the file that npm start writes; /,
    ],
    ["its file has no token", { url: "http://127.0.0.1:1" }, /^FOLDER\/other\.json cannot be read/],
    ["its file is damaged", "{", /^FOLDER\/other\.json cannot be read/],
  ])("explains the problem when %s", async (_, access, told) => {
    const other = join(folder, "other.json");
    if (access !== undefined) {
      writeFileSync(other, typeof access === "string" ? access : JSON.stringify(access));
    }
    const { status, stream, output } = await runWith(["sweep", "--operator", other]);
    expect({ status, stream }).toEqual({ status: 1, stream: "stderr" });
    expect(output.replace(folder, "FOLDER")).toMatch(told);
  });
});

describe("an operator's command with --aws", () => {
  let server: Server;
  let client: LambdaClient;
  let requests: { readonly url: string; readonly body: string }[];
  let functionError: string | undefined;
  let refusal: { readonly name: string; readonly message: string } | undefined;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        chunks.push(chunk);
      }
      requests.push({ url: request.url ?? "", body: Buffer.concat(chunks).toString() });
      if (refusal !== undefined) {
        response.writeHead(404, { "X-Amzn-ErrorType": refusal.name }).end(JSON.stringify(refusal));
        return;
      }
      response.writeHead(200, {
        "Content-Type": "application/json",
        ...(functionError !== undefined && { "X-Amz-Function-Error": functionError }),
      });
      response.end(JSON.stringify(answer));
    });
    const { url } = await listenOnLoopback(server);
    client = new LambdaClient({
      endpoint: url,
      region: "eu-central-1",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
      maxAttempts: 1,
    });
  });

  beforeEach(() => {
    requests = [];
    functionError = undefined;
    refusal = undefined;
  });

  afterAll(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const runOnAws = (...args: readonly string[]) =>
    runWith([...args, "--aws"], { connectLambda: async () => client });

  it("invokes the sweep function of the configuration's environment", async () => {
    answer = SWEPT;
    expect(await runOnAws("sweep", "--dry-run")).toMatchObject({ status: 0 });
    expect(requests).toEqual([
      {
        url: "/2015-03-31/functions/pushgateway-proxy-prod-sweep/invocations",
        body: '{"command":"sweep","dryRun":true,"force":false}',
      },
    ]);
  });

  it("reports a function that fails", async () => {
    functionError = "Unhandled";
    answer = { errorMessage: "timed out" };
    expect(await runOnAws("groups", "list")).toMatchObject({
      status: 1,
      stream: "stderr",
      output: 'the sweep function failed: {"errorMessage":"timed out"}',
    });
  });

  it.each([
    [
      "ResourceNotFoundException",
      "check the region (AWS_REGION) and the account, and that the proxy is deployed there",
    ],
    ["TooManyRequestsException", "AWS takes no more requests at the moment: try again in a minute"],
  ])("reports %s in one line", async (name, advice) => {
    refusal = { name, message: "Function" };
    const { status, stream, output } = await runOnAws("groups", "list");
    expect({ status, stream }).toEqual({ status: 1, stream: "stderr" });
    expect(output).toBe(`AWS cannot be asked (${name}: Function); ${advice}`);
  });

  it("says what to check if AWS cannot be reached", async () => {
    const unreachable = new LambdaClient({
      endpoint: "http://127.0.0.1:1",
      region: "eu-central-1",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
      maxAttempts: 1,
    });
    const { status, output } = await runWith(["sweep", "--aws"], {
      connectLambda: async () => unreachable,
    });
    expect(status).toBe(1);
    expect(output).toBe(
      "AWS cannot be asked (Error: connect ECONNREFUSED 127.0.0.1:1); check the network and the region (AWS_REGION)",
    );
  });

  it("reports an invalid configuration, and calls nothing", async () => {
    const config = join(folder, "broken.yaml");
    writeFileSync(config, "clients: 1\n");
    const { status, output } = await runOnAws("sweep", "--config", config);
    expect(status).toBe(1);
    expect(output).toContain("clients");
    expect(requests).toEqual([]);
  });
});
