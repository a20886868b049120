import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openOperatorEndpoint } from "../../../infra/local/operator-endpoint.ts";
import { runOperateCommand } from "../../../scripts/operate-command.ts";

let folder: string;
let file: string;
let asked: unknown[];
let answer: object;
let endpoint: Awaited<ReturnType<typeof openOperatorEndpoint>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "operate-"));
  file = join(folder, "operator.json");
  endpoint = await openOperatorEndpoint(
    file,
    async (command) => {
      asked.push(command);
      return answer;
    },
    (warning) => {
      throw new Error(warning);
    },
  );
});

beforeEach(() => {
  asked = [];
  answer = { outcome: "done" };
});

afterAll(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

const noAws = (): LambdaClient => {
  throw new Error("AWS is asked with --aws only");
};

const run = (...args: readonly string[]) => runOperateCommand([...args, "--operator", file], noAws);

const SWEPT = {
  mode: "apply",
  outcome: "swept",
  tookMs: 12,
  readTookMs: 4,
  groups: 3,
  series: 7,
  expired: ["/metrics/job@base64/YQ"],
  mayRelease: false,
  changes: 2,
  findings: [],
  health: { kind: "sound" },
  healed: [],
  culprits: [],
  topJobs: [],
};

describe("an operator's command, locally", () => {
  it.each([
    [["registry", "list"], { command: "registry-list" }, { names: [], holders: [] }],
    [["registry", "show", "m"], { command: "registry-show", name: "m" }, {}],
    [["registry", "release", "m"], { command: "registry-release", name: "m" }, {}],
    [["registry", "reopen", "m"], { command: "registry-reopen", name: "m" }, {}],
    [["groups", "list"], { command: "groups-list" }, { groups: [], total: 0 }],
    [
      ["groups", "delete", "/metrics/job/a"],
      { command: "groups-delete", path: "/metrics/job/a" },
      { deleted: { path: "/metrics/job@base64/YQ", series: 3 } },
    ],
    [["sweep"], { command: "sweep", dryRun: false }, SWEPT],
    [["sweep", "--dry-run"], { command: "sweep", dryRun: true }, SWEPT],
  ])("%j asks for %j", async (args, command, answered) => {
    answer = answered;
    expect(await run(...args)).toMatchObject({ status: 0, stream: "stdout" });
    expect(asked).toEqual([command]);
  });

  it.each([
    [[]],
    [["registry"]],
    [["registry", "show"]],
    [["registry", "list", "m"]],
    [["registry", "rename", "m"]],
    [["registry", "show", "m", "n"]],
    [["groups", "delete"]],
    [["sweep", "now"]],
    [["sweep", "--dry"]],
  ])("%j asks for nothing and shows the usage", async (args) => {
    expect(await run(...args)).toMatchObject({
      status: 2,
      stream: "stderr",
      output: expect.stringContaining("usage: npm run registry -- list | show <name>"),
    });
    expect(asked).toEqual([]);
  });

  it("prints names with their type, owner and first claimant, and what each client holds", async () => {
    const first = { client: "ci", job: "ci-1", atMs: 0 };
    answer = {
      names: [
        { name: "h", owner: "h", type: "histogram", first },
        { name: "h_sum", owner: "h", type: "histogram", first: { ...first, client: "" }, closing: 1 },
      ],
      holders: [
        { of: "everybody", groups: 3, series: 30 },
        { of: { client: "ci" }, groups: 1, series: 1 },
        { of: { client: "" }, groups: 2, series: 29 },
      ],
    };
    expect((await run("registry", "list")).output.split("\n")).toEqual([
      "h\thistogram\tfirst ci ci-1 1970-01-01T00:00:00.000Z",
      "h_sum\thistogram h\tfirst found ci-1 1970-01-01T00:00:00.000Z\treleased, not free yet",
      "everybody holds 3 groups, 30 series",
      "ci holds 1 group, 1 series",
      "unclaimed holds 2 groups, 29 series",
    ]);
  });

  it("prints groups with the path that deletes them", async () => {
    answer = {
      groups: [{ path: "/metrics/job@base64/YQ", pushedAt: "then", series: 2, job: "a", labels: { x: "y" } }],
      total: 1,
    };
    expect((await run("groups", "list")).output).toBe(
      '{"job":"a","x":"y"}\t2 series\tthen\t/metrics/job@base64/YQ',
    );
  });

  it("says how many groups the list leaves out", async () => {
    answer = { groups: [], total: 3 };
    expect((await run("groups", "list")).output).toBe("and 3 groups more");
  });

  it.each([
    [3, "deleted /metrics/job@base64/YQ, which held 3 series"],
    [undefined, "deleted /metrics/job@base64/YQ, which held what the Pushgateway cannot list"],
  ])("prints what was deleted: %s series", async (series, output) => {
    answer = { deleted: { path: "/metrics/job@base64/YQ", series } };
    expect(await run("groups", "delete", "/metrics/job/a")).toEqual({ status: 0, stream: "stdout", output });
  });

  it("prints what a sweep did", async () => {
    answer = SWEPT;
    expect((await run("sweep")).output.split("\n")).toEqual([
      "3 groups, 7 series, swept in 12 ms",
      "2 claims and counts written; dead claims are not released this time",
      "the scrape is sound",
      "expired, deleted: /metrics/job@base64/YQ",
    ]);
  });

  it("prints what a sweep would do, and what is wrong", async () => {
    answer = {
      ...SWEPT,
      mode: "dry-run",
      groups: 1,
      mayRelease: true,
      health: { kind: "unsound", reason: "status 500", unreadable: [] },
      culprits: ["/metrics/job@base64/Yg"],
      findings: [{ kind: "empty-label", paths: [], isBreaking: true }],
    };
    const { status, output } = await run("sweep", "--dry-run");
    expect(status).toBe(4);
    expect(output.split("\n")).toEqual([
      "1 group, 7 series, swept in 12 ms",
      "2 claims and counts would be written; dead claims are released this time",
      "the scrape is unsound: status 500",
      "expired, would be deleted: /metrics/job@base64/YQ",
      "breaks the scrape: /metrics/job@base64/Yg",
      'inconsistent: {"kind":"empty-label","paths":[],"isBreaking":true}',
    ]);
  });

  it("says which groups it deleted for breaking the scrape", async () => {
    const path = "/metrics/job@base64/Yg";
    answer = { ...SWEPT, culprits: [path], healed: [path] };
    expect((await run("sweep")).output).toContain(`broke the scrape, deleted: ${path}`);
  });

  it("ends with 4 when the scrape could not be read", async () => {
    answer = { ...SWEPT, health: { kind: "unread" } };
    expect(await run("sweep")).toMatchObject({ status: 4, stream: "stdout" });
  });

  it("fails when nothing could be read", async () => {
    answer = { ...SWEPT, outcome: "unread" };
    expect(await run("sweep")).toEqual({
      status: 1,
      stream: "stderr",
      output: "the Pushgateway cannot be read",
    });
    expect(await run("sweep", "--json")).toMatchObject({ status: 1, stream: "stdout" });
  });

  it("prints the answer as JSON where that is asked for", async () => {
    answer = SWEPT;
    expect(JSON.parse((await run("sweep", "--json")).output)).toEqual(SWEPT);
  });

  it.each([
    ["absent", 3, "stderr"],
    ["invalid", 2, "stderr"],
    ["unavailable", 1, "stderr"],
  ] as const)("that failed because something is %s ends with %s", async (reason, status, stream) => {
    answer = { error: "the reason", reason };
    expect(await run("groups", "delete", "/metrics/job/a")).toEqual({ status, stream, output: "the reason" });
    expect(await run("groups", "delete", "/metrics/job/a", "--json")).toEqual({
      status,
      stream: "stdout",
      output: JSON.stringify(answer, null, 2),
    });
  });

  it("tells what the running system failed of", async () => {
    answer = Promise.reject(new Error("no such table"));
    expect(await run("registry", "list")).toEqual({
      status: 1,
      stream: "stderr",
      output: "the running system answers 500: Error: no such table",
    });
  });

  it.each([
    ["no system runs", undefined, /^npm start is not running here: there is no /],
    [
      "its file was left behind",
      { url: "http://127.0.0.1:1", token: "t" },
      /^nothing answers at http:\/\/127\.0\.0\.1:1: /,
    ],
  ])("says when %s", async (_, access, told) => {
    const other = join(folder, "other.json");
    if (access !== undefined) writeFileSync(other, JSON.stringify(access));
    const { status, stream, output } = await runOperateCommand(["sweep", "--operator", other], noAws);
    expect({ status, stream }).toEqual({ status: 1, stream: "stderr" });
    expect(output).toMatch(told);
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
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      requests.push({ url: request.url ?? "", body: Buffer.concat(chunks).toString() });
      if (refusal !== undefined) {
        response.writeHead(404, { "X-Amzn-ErrorType": refusal.name }).end(JSON.stringify(refusal));
        return;
      }
      const isListing = request.method === "GET";
      response.writeHead(200, {
        "Content-Type": "application/json",
        ...(functionError !== undefined && !isListing && { "X-Amz-Function-Error": functionError }),
      });
      const functions = [
        { FunctionName: "other-fn" },
        { FunctionName: "pushgateway-proxy-prod-api-SweepFunction1A" },
      ];
      response.end(JSON.stringify(isListing ? { Functions: functions } : answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    client = new LambdaClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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

  const runOnAws = (...args: readonly string[]) => runOperateCommand([...args, "--aws"], () => client);

  it("invokes the function that is named", async () => {
    answer = SWEPT;
    expect(await runOnAws("sweep", "--dry-run", "--function", "f")).toMatchObject({ status: 0 });
    expect(requests).toEqual([
      { url: "/2015-03-31/functions/f/invocations", body: '{"command":"sweep","dryRun":true}' },
    ]);
  });

  it("tells of a function that fails", async () => {
    functionError = "Unhandled";
    answer = { errorMessage: "timed out" };
    expect(await runOnAws("groups", "list", "--function", "f")).toEqual({
      status: 1,
      stream: "stderr",
      output: 'the sweep function failed: {"errorMessage":"timed out"}',
    });
  });

  it("tells of AWS refusing, in one line", async () => {
    refusal = { name: "ResourceNotFoundException", message: "Function not found" };
    const { status, stream, output } = await runOnAws("groups", "list", "--function", "f");
    expect({ status, stream }).toEqual({ status: 1, stream: "stderr" });
    expect(output).toBe("AWS cannot be asked: ResourceNotFoundException: Function not found");
  });

  it("finds the sweep function of the configuration's stack", async () => {
    answer = { groups: [], total: 0 };
    const { status, output } = await runOnAws("groups", "list");
    expect({ status, output }).toEqual({ status: 0, output: "" });
    expect(requests.at(-1)?.url).toContain("SweepFunction1A");
  });

  it("says which stack has none", async () => {
    const config = join(folder, "proxy.yaml");
    writeFileSync(
      config,
      "environment: elsewhere\nclients: [{ id: a, grants: [{ methods: [PUT], job: a, metrics: ['*'] }] }]\n",
    );
    const { status, output } = await runOnAws("sweep", "--config", config);
    expect(status).toBe(1);
    expect(output).toMatch(/^no function of the stack \S*elsewhere\S* sweeps; name it by --function$/);
  });

  it("says what is wrong with the configuration, and asks nobody", async () => {
    const config = join(folder, "broken.yaml");
    writeFileSync(config, "clients: 1\n");
    const { status, output } = await runOnAws("sweep", "--config", config);
    expect(status).toBe(1);
    expect(output).toContain("clients");
    expect(requests).toEqual([]);
  });
});
