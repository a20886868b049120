import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sendOnce } from "../../action/send-once.ts";
import type { Overview } from "../../console/api.ts";
import { startLogsServer } from "../support/aws-logs/logs-server.ts";
import { runInProcess } from "../support/cli.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { type EmulatedDeployment, startEmulatedDeployment } from "./emulated-deployment.ts";
import { readLogGroups } from "./read-log-groups.ts";
import { describeProxy } from "./suite.ts";
import { runSweep } from "./wait-for-store.ts";

const STACKS = 5;

const run = promisify(execFile);

let deployment: EmulatedDeployment;

beforeAll(async () => {
  deployment = await startEmulatedDeployment();
}, 300_000);

afterAll(() => deployment?.stop());

describeProxy("the proxy, deployed to an emulated AWS", async () => ({
  ...deployment,
  stop: async () => {},
}));

describe("an operator through the sweep function", () => {
  const operate = async (...args: readonly string[]) => {
    const place = ["--aws", "--config", deployment.configFile];
    const { status, stdout, stderr } = await runInProcess([...args, ...place], {
      connectLambda: async () => deployment.lambda,
    });
    return [status, stdout || stderr] as const;
  };

  beforeAll(async () => {
    const credential = toBasicAuth("desktop-app", await deployment.readToken("desktop-app"));
    const pushed = await fetch(`${deployment.url}/metrics/job/operated/path/a%2Fb`, {
      method: "PUT",
      body: "# TYPE operated counter\noperated 1\n",
      headers: { Authorization: credential },
    });
    expect(pushed.status).toBe(200);
  });

  it("lists contracts in the terminal", async () => {
    const args = ["run", "--silent", "contracts", "--", "list", "--aws", "--config", deployment.configFile];
    const { stdout } = await run("npm", args, { env: deployment.environment });
    expect(stdout).toMatch(/^operated\tcounter\tfirst pushed by desktop-app into job operated, /m);
    expect(stdout).toMatch(/^desktop-app keeps \d+ groups?, \d+ series, /m);
  });

  it("shows a name, and releases none that is in use", async () => {
    const [shown, text] = await operate("contracts", "show", "operated", "--json");
    expect(shown).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ names: [{ name: "operated", type: "counter" }], users: 1 });
    expect(await operate("contracts", "release", "operated")).toEqual([
      1,
      expect.stringContaining("operated is used by 1 group"),
    ]);
    const [status, absent] = await operate("contracts", "show", "nobodys");
    expect([status, absent]).toEqual([1, expect.stringContaining("nobody has pushed the name nobodys")]);
  });

  it("lists groups, and deletes one by its path in the list", async () => {
    const [, list] = await operate("groups", "list");
    const line = list.split("\n").find((candidate) => candidate.includes('job="operated"')) ?? "";
    expect(line).toContain('path="a/b"');
    const path = line.split("\t").at(-1) ?? "";
    expect(await operate("groups", "delete", path)).toEqual([
      0,
      expect.stringMatching(/^deleted .*, which had [1-9]\d* series\n$/),
    ]);
    expect(await operate("groups", "delete", path)).toEqual([
      1,
      expect.stringContaining("there is no group"),
    ]);
    expect((await operate("groups", "list"))[1]).not.toContain('job="operated"');
  });

  it("sees the deployment in a read-only console on the same machine", async () => {
    const credential = toBasicAuth("desktop-app", await deployment.readToken("desktop-app"));
    const refused = await fetch(`${deployment.url}/metrics/job/refused`, {
      method: "PUT",
      body: "a 1\nb 42,5\n",
      headers: { Authorization: credential },
    });
    expect(refused.status).toBe(400);
    const logs = await startLogsServer(() => readLogGroups(deployment.logs));
    let printed = "";
    let seen: unknown[] = [];
    const look = async (): Promise<void> => {
      const { origin, hash } = new URL((JSON.parse(printed) as { readonly url: string }).url);
      const headers = { authorization: `Bearer ${hash.replace("#k=", "")}` };
      const ask = async (path: string, body?: object): Promise<unknown> =>
        (
          await fetch(origin + path, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) })
        ).json();
      const deadlineMs = Date.now() + 20_000;
      let overview = (await ask("/api/overview")) as Overview;
      while (overview.traffic === undefined && Date.now() < deadlineMs) {
        await sleep(200);
        overview = (await ask("/api/overview")) as Overview;
      }
      seen = [
        overview,
        await ask("/api/groups"),
        await ask("/api/group/delete", { path: "/metrics/job/operated" }),
      ];
    };
    await runInProcess(
      ["console", "--aws", "--no-open", "--json", "--url", deployment.url, "--config", deployment.configFile],
      {
        connectLambda: async () => deployment.lambda,
        connectLogs: async () => logs.client,
        stdout: { write: (text) => (printed += text), isTerminal: false, columns: 100 },
        untilStopped: look,
      },
    );
    await logs.stop();
    expect(seen).toEqual([
      expect.objectContaining({
        place: "aws",
        pushUrl: deployment.url,
        mayChange: false,
        parts: expect.arrayContaining([
          expect.objectContaining({ name: "store", state: "good" }),
          expect.objectContaining({ name: "Pushgateway", state: "good" }),
          expect.objectContaining({ name: "requests", state: "good" }),
        ]),
        traffic: expect.objectContaining({ pushed: expect.any(Number), refused: expect.any(Number) }),
        // The emulator writes no access log, so the path is not known.
        refusals: expect.arrayContaining([
          expect.objectContaining({
            client: "desktop-app",
            problem: "payload-unreadable",
            issue: expect.objectContaining({ code: "value-invalid", line: 2, column: 3 }),
          }),
        ]),
      }),
      expect.objectContaining({ groups: expect.any(Array), total: expect.any(Number) }),
      { error: expect.stringContaining("only reads") },
    ]);
  });

  it("sees what a sweep would do", async () => {
    const [status, output] = await operate("sweep", "--dry-run");
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(/^\d+ groups, \d+ series without the proxy's own group, swept in /),
    ]);
    expect(output).toContain("would be released");
  });

  it("finds the proxy's own metrics among the groups after a run", async () => {
    expect((await operate("sweep"))[0]).toBe(0);
    expect((await operate("groups", "list"))[1]).toContain('{job="pushgateway-proxy"}');
    const path = "/metrics/job/pushgateway-proxy";
    const [status, shown] = await operate("groups", "show", path, "--json");
    expect(status).toBe(0);
    expect(JSON.parse(shown)).toMatchObject({
      relayed: "relayed",
      families: expect.arrayContaining([expect.objectContaining({ name: "pushgateway_proxy_page_valid" })]),
    });
  });
});

describe("the smoke test", () => {
  it("passes except for what the emulator cannot do, and the sweep function sees its push", async () => {
    const user = `desktop-app:${await deployment.readToken("desktop-app")}`;
    const place = ["--aws", "--config", deployment.configFile];
    const args = [
      "smoke",
      deployment.url,
      "--user",
      user,
      "--job",
      "smoke",
      "--push",
      "--cycle",
      "1",
      ...place,
    ];
    const { stdout } = await runInProcess(args, {
      connectLambda: async () => deployment.lambda,
      http: { send: sendOnce, sleep: (ms) => sleep(ms), now: () => performance.now(), random: Math.random },
    });
    const lines = stdout.split(/\n(?=pass|FAIL)/);
    // The emulator puts its own id into the header.
    expect(lines.filter((line) => line.startsWith("FAIL"))).toEqual([
      expect.stringContaining("instance is not x-amzn-requestid"),
    ]);
    expect(lines.filter((line) => line.startsWith("pass"))).toHaveLength(26);
  }, 120_000);
});

describe("the deployment", () => {
  it("has the stage's throttle, a plan for each caller with a rate, and one for all others", async () => {
    const stage = await deployment.readApiGateway(
      `/restapis/${deployment.apiId}/stages${new URL(deployment.url).pathname}`,
    );
    expect(stage).toMatchObject({
      methodSettings: { "*/*": { throttlingRateLimit: 150, throttlingBurstLimit: 300 } },
    });
    const plans = (await deployment.readApiGateway("/usageplans")) as Items<UsagePlan>;
    const throttles = await Promise.all(
      plans.item.map(async ({ id, throttle }) => {
        const keys = (await deployment.readApiGateway(`/usageplans/${id}/keys`)) as Items<unknown>;
        return { throttle, keys: keys.item.length };
      }),
    );
    expect(throttles).toHaveLength(2);
    expect(throttles).toContainEqual({ throttle: { rateLimit: 0.1, burstLimit: 3 }, keys: 1 });
    expect(throttles).toContainEqual({ throttle: {}, keys: 1 });
  });

  it("refuses a client whose secret is marked for deletion", async () => {
    const credential = toBasicAuth("forgotten", await deployment.readToken("forgotten"));
    await deployment.withdrawSecret("forgotten");
    const response = await fetch(`${deployment.url}/metrics/job/forgotten`, {
      method: "PUT",
      body: "x 1\n",
      headers: { Authorization: credential },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "credential-invalid" });
  });

  // Without this check the other tests could not show that a role is sufficient.
  it("runs each function with the rights of its role only", async () => {
    const { Functions = [] } = await deployment.lambda.send(new ListFunctionsCommand({}));
    const role = Functions.find(({ Description }) => Description?.startsWith("Renders the page"))?.Role;
    const credential = toBasicAuth("desktop-app", await deployment.readToken("desktop-app"));
    const read = async (): Promise<number> =>
      (await fetch(`${deployment.url}/metrics/job/nobodys`, { headers: { Authorization: credential } }))
        .status;
    expect(await read()).toBe(404);
    await deployment.denyAll(role?.split("/").at(-1) ?? "");
    expect(await read()).toBe(503);
  });

  it("loses no push during an outage of the Pushgateway, and relays them by itself afterwards", async () => {
    const credential = toBasicAuth("desktop-app", await deployment.readToken("desktop-app"));
    const push = async (value: number) => {
      const response = await fetch(`${deployment.url}/metrics/job/outage`, {
        method: "PUT",
        body: `outage ${value}\n`,
        headers: { Authorization: credential },
      });
      return [response.status, ((await response.json()) as { readonly status: unknown }).status];
    };
    expect(await push(1)).toEqual([200, "pushed"]);
    await deployment.pushgateway.kill();
    expect(await push(2)).toEqual([202, "stored"]);
    await deployment.pushgateway.restart("kept");
    const startedMs = Date.now();
    const readValue = async (): Promise<string | undefined> =>
      /^outage\{.*\} (.*)$/m.exec(await (await fetch(`${deployment.pushgatewayUrl}/metrics`)).text())?.[1];
    // The sweep is not invoked here: the tick finds that a relay has failed.
    const deadline = startedMs + 150_000;
    while ((await readValue()) !== "2" && Date.now() < deadline) {
      await sleep(1_000);
    }
    expect(await readValue()).toBe("2");
  }, 200_000);

  it("expires a group that is no longer pushed", async () => {
    const credential = toBasicAuth("desktop-app", await deployment.readToken("desktop-app"));
    const pushed = await fetch(`${deployment.url}/metrics/job/short-lived`, {
      method: "PUT",
      body: "short_lived 1\n",
      headers: { Authorization: credential },
    });
    expect(pushed.status).toBe(200);
    const isThere = async (): Promise<boolean> =>
      (await (await fetch(`${deployment.pushgatewayUrl}/metrics`)).text()).includes('job="short-lived"');
    expect(await isThere()).toBe(true);
    await sleep(1_500);
    await runSweep(deployment.lambda, deployment.sweepFunctionName);
    expect(await isThere()).toBe(false);
  }, 30_000);

  it("changes nothing when it is deployed again", async () => {
    expect((await deployment.deployAgain()).match(/✅.*\(no changes\)/g)).toHaveLength(STACKS);
  }, 120_000);

  it("is removed when it is destroyed", async () => {
    expect((await deployment.destroy()).match(/✅.*: destroyed/g)).toHaveLength(STACKS);
    expect((await fetch(`${deployment.url}/-/healthy`)).status).not.toBe(200);
  }, 120_000);
});

interface Items<Item> {
  readonly item: readonly Item[];
}

interface UsagePlan {
  readonly id: string;
  readonly throttle: unknown;
}
