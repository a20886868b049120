import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, paginateListFunctions } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { querySeries } from "../support/prometheus-query.ts";
import { findPrometheus3, type RunningProgram, startPrometheus } from "../support/real-components.ts";
import { type ChangingDeployment, ENVIRONMENT, startChangingDeployment } from "./changing-deployment.ts";

const TIMEOUT_MS = 360_000;
const PROMETHEUS = findPrometheus3();
const PASSWORD = "of-the-receiver";

const write = (openUrl: string, guardedUrl: string): string =>
  [
    `environment: ${ENVIRONMENT}`,
    "pushgateway: none",
    "clients:",
    '  - { id: app, grants: [{ methods: [PUT, DELETE], job: app, metrics: ["*"] }] }',
    "remoteWrite:",
    `  - { name: open, url: "${openUrl}/api/v1/write" }`,
    `  - { name: guarded, url: "${guardedUrl}/api/v1/write", username: writer, externalLabels: { by: guarded } }`,
    "",
  ].join("\n");

/** Passes requests with the right password on to a receiver, as hosted receivers do. */
const startGuard = async (receiverUrl: string): Promise<Server> => {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    if (request.headers.authorization !== toBasicAuth("writer", PASSWORD)) {
      response.writeHead(401).end();
      return;
    }
    const answer = await fetch(`${receiverUrl}${request.url}`, {
      method: "POST",
      headers: request.headers as Record<string, string>,
      body,
    });
    response.writeHead(answer.status).end(await answer.text());
  });
  await listenOnLoopback(server);
  return server;
};

describeWithReal("remote write of a deployment into a Prometheus", { prometheus: PROMETHEUS }, () => {
  let prometheus: RunningProgram;
  let guard: Server;
  let deployment: ChangingDeployment;
  let outputs: Readonly<Record<string, string>>;
  const functions = new Map<string, string>();

  beforeAll(async () => {
    prometheus = await startPrometheus({
      binary: PROMETHEUS ?? "",
      target: "127.0.0.1:1",
      args: ["--web.enable-remote-write-receiver"],
    });
    guard = await startGuard(prometheus.url);
    const guardUrl = `http://127.0.0.1:${(guard.address() as AddressInfo).port}`;
    deployment = await startChangingDeployment();
    outputs = await deployment.deploy(write(prometheus.url, guardUrl));
    for await (const { Functions = [] } of paginateListFunctions({ client: deployment.lambda }, {})) {
      for (const { FunctionName = "", Environment } of Functions) {
        functions.set(Environment?.Variables?.["DESTINATION"] ?? "", FunctionName);
      }
    }
  }, TIMEOUT_MS);

  afterAll(async () => {
    await deployment?.stop();
    guard?.close();
    await prometheus?.stop();
  });

  /** One more run than the scheduled ones. */
  const runTo = async (destination: string): Promise<RemoteWriteReport> => {
    for (;;) {
      const FunctionName = functions.get(destination);
      const { Payload } = await deployment.lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
      const report = JSON.parse(Buffer.from(Payload ?? []).toString("utf8")) as RemoteWriteReport;
      if (report.outcome !== "held") {
        return report;
      }
      await sleep(500);
    }
  };

  const kept = async () => Object.fromEntries(await querySeries(prometheus.url, "kept"));

  it("makes a push available to a query", async () => {
    const token = await deployment.readToken("app");
    expect(await deployment.push("app", token, "# TYPE kept counter\nkept 7\n")).toBe(200);
    expect(await runTo("open")).toMatchObject({ outcome: "complete", dropped: { refused: 0, rejected: 0 } });
    expect(await kept()).toEqual({ 'kept{job="app"}': 7 });
  });

  it("is disabled, and reports it, until the receiver's password was set", async () => {
    expect(await runTo("guarded")).toMatchObject({
      outcome: "disabled",
      problem: expect.stringContaining("not set yet"),
    });
    const command = Object.entries(outputs).find(([name]) => name.includes("SecretCommand"))?.[1] ?? "";
    const [, secretId = ""] = /--secret-id '([^']+)'/.exec(command) ?? [];
    await deployment.setSecret(secretId, "wrong");
    expect(await runTo("guarded")).toMatchObject({ outcome: "unauthorized" });
    await deployment.setSecret(secretId, PASSWORD);
    expect(await runTo("guarded")).toMatchObject({ outcome: "complete" });
    expect(await kept()).toEqual({ 'kept{job="app"}': 7, 'kept{by="guarded",job="app"}': 7 });
  });

  it("tells the console when each destination was sent everything", async () => {
    const { remoteWrite } = await deployment.listContracts();
    expect(remoteWrite.map(({ destination }) => destination).sort()).toEqual(["guarded", "open"]);
    for (const { completeAt = "" } of remoteWrite) {
      expect(Date.now() - Date.parse(completeAt)).toBeLessThan(300_000);
    }
  });

  it("ends the series of a deleted group", async () => {
    const headers = { Authorization: toBasicAuth("app", await deployment.readToken("app")) };
    const deleted = await fetch(`${deployment.url}/metrics/job/app`, { method: "DELETE", headers });
    expect(deleted.status).toBe(202);
    expect((await runTo("open")).staleMarkers).toBeGreaterThan(0);
    expect(await kept()).toEqual({ 'kept{by="guarded",job="app"}': 7 });
  });
});
