import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { TOKEN_FILE } from "../../infra/scrape-config.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { waitForSeries } from "../support/prometheus-query.ts";
import { findFreePort, findPrometheus3, startProgram } from "../support/real-components.ts";
import { type ChangingDeployment, ENVIRONMENT, startChangingDeployment } from "./changing-deployment.ts";

const write = (pushgateway: string, store = "{}"): string =>
  [
    `environment: ${ENVIRONMENT}`,
    `pushgateway: ${pushgateway}`,
    // The emulator does not stream. Its throttle would slow down a test that scrapes each second.
    "scrape: { transfer: buffered, rate: 100/s, burst: 100 }",
    `store: ${store}`,
    "clients:",
    '  - { id: app, grants: [{ methods: [PUT, DELETE], job: app, metrics: ["*"] }] }',
    '  - { id: prometheus, scrape: { jobs: ["*"] } }',
    "  - { id: reader, reads: [{ job: app, grouping: {} }] }",
    "",
  ].join("\n");

const IMAGE = "{ image: 000000000000.dkr.ecr.us-east-1.amazonaws.com/pushgateway:v1.11.3 }";
const DEPLOYING = readFileSync(join(import.meta.dirname, "../../docs/deploying.md"), "utf8");
const TIMEOUT_MS = 360_000;
const PROMETHEUS = findPrometheus3();

describeWithReal("a deployment without a Pushgateway", { prometheus: PROMETHEUS }, () => {
  let deployment: ChangingDeployment;
  let folder: string;
  let outputs: Readonly<Record<string, string>>;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "without-pushgateway-"));
    deployment = await startChangingDeployment();
    outputs = await deployment.deploy(write("none"));
    for (const client of ["app", "prometheus", "reader"]) {
      tokens.set(client, await deployment.readToken(client));
    }
  }, TIMEOUT_MS);

  afterAll(async () => {
    await deployment?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const push = (body: string): Promise<number> => deployment.push("app", tokens.get("app") ?? "", body);

  const get = (client: string, path: string): Promise<Response> =>
    fetch(deployment.url + path, {
      headers: { Authorization: toBasicAuth(client, tokens.get(client) ?? "") },
    });

  it("accepts the first push at once, and a client with the right reads it back", async () => {
    expect(await push("# TYPE kept counter\nkept 7\n")).toBe(200);
    const read = await get("reader", "/metrics/job/app");
    expect([read.status, await read.text()]).toEqual([
      200,
      expect.stringMatching(/^kept\{instance="",job="app"\} 7$/m),
    ]);
    expect((await get("app", "/metrics/job/app")).status).toBe(403);
    expect((await get("app", "/metrics")).status).toBe(403);
    expect((await get("reader", "/metrics")).status).toBe(403);
    expect((await get("prometheus", "/metrics/job/app")).status).toBe(403);
  });

  it("is scraped by Prometheus with the deployment's outputs", async () => {
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, tokens.get("prometheus") ?? "");
    const { host } = new URL(deployment.url);
    // Without what only AWS has: TLS, the host, and a token that the operator has stored. The interval is shorter than
    // a minute.
    const config = (outputs["PageScrapeConfig"] ?? "")
      .replace("scheme: https", "scheme: http")
      .replace(/targets: .*/, `targets: ["${host}"]`)
      .replace(TOKEN_FILE, tokenFile)
      .replace("scrape_interval: 60s", "scrape_interval: 2s")
      .replace("scrape_timeout: 30s", "scrape_timeout: 2s");
    const file = join(folder, "prometheus.yml");
    writeFileSync(file, config);
    const address = `127.0.0.1:${await findFreePort()}`;
    const prometheus = await startProgram(`http://${address}`, "/-/ready", PROMETHEUS ?? "", [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=error",
    ]);
    try {
      expect(await waitForSeries(`http://${address}`, "kept", 1)).toEqual(new Map([['kept{job="app"}', 7]]));
      expect(await waitForSeries(`http://${address}`, "up", 1)).toEqual(
        new Map([[expect.stringMatching(/^up\{/) as unknown as string, 1]]),
      );
    } finally {
      await prometheus.stop();
    }
  }, 60_000);

  it("sweeps, and finds the page valid", async () => {
    expect(await deployment.sweep()).toMatchObject({
      outcome: "whole",
      groups: 1,
      health: { kind: "valid" },
    });
  });

  it(
    "keeps its groups when it gets a Pushgateway, which is filled, and when that is removed again",
    async () => {
      outputs = await deployment.deploy(write(IMAGE));
      expect(await deployment.sweep()).toMatchObject({ outcome: "whole", repairs: { failed: 0 } });
      expect(await deployment.readPage()).toMatch(/^kept\{.*\} 7$/m);
      expect(await push("# TYPE kept counter\nkept 8\n")).toBe(200);
      expect(await deployment.readPage()).toMatch(/^kept\{.*\} 8$/m);
      outputs = await deployment.deploy(write("none"));
      expect(await (await get("prometheus", "/metrics")).text()).toMatch(/^kept\{.*\} 8$/m);
    },
    TIMEOUT_MS,
  );

  it("leaves the two stacks of the Pushgateway, which are deleted as docs/deploying.md says", async () => {
    const stackOf = (role: string): string => `pushgateway-proxy-${ENVIRONMENT}-${role}`;
    const own = ["api", "data", "observability"].map(stackOf);
    const left = [
      ...DEPLOYING.matchAll(/^aws cloudformation delete-stack --stack-name pushgateway-proxy-prod-(\S+)$/gm),
    ].map(([, role = ""]) => stackOf(role));
    expect(await deployment.listStacks()).toEqual([...own, ...left].sort());
    for (const stack of left) {
      await deployment.deleteStack(stack);
    }
    expect(await deployment.listStacks()).toEqual(own);
    expect(await push("# TYPE kept counter\nkept 8\n")).toBe(200);
  });

  it(
    "then gets a Pushgateway in another network, and keeps its address, tokens and groups, as docs/deploying.md says",
    async () => {
      const { url } = deployment;
      outputs = await deployment.deploy(`${write(IMAGE)}deployment: { network: { cidr: 10.92.0.0/20 } }\n`);
      expect(deployment.url).toBe(url);
      expect(await deployment.readToken("app")).toBe(tokens.get("app"));
      expect(await deployment.sweep()).toMatchObject({ outcome: "whole", groups: 1, repairs: { failed: 0 } });
      expect(await push("# TYPE kept counter\nkept 8\n")).toBe(200);
      expect(await deployment.readPage()).toMatch(/^kept\{.*\} 8$/m);
    },
    TIMEOUT_MS,
  );

  it(
    "is destroyed and deployed again with the tables that it left",
    async () => {
      const { GroupsTable = "", ContractsTable = "" } = outputs;
      await deployment.destroy();
      outputs = await deployment.deploy(
        write("none", `{ table: ${GroupsTable}, contractsTable: ${ContractsTable} }`),
      );
      expect(await (await get("prometheus", "/metrics")).text()).toMatch(/^kept\{.*\} 8$/m);
      expect(await push("# TYPE kept counter\nkept 9\n")).toBe(200);
      expect(await (await get("reader", "/metrics/job/app")).text()).toMatch(/^kept\{.*\} 9$/m);
    },
    TIMEOUT_MS,
  );
});
