import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type RunningSweep, startLocalSweep } from "../../infra/local/local-sweep.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import { createProxyConfig } from "../support/proxy-config.ts";

describe("the sweep of the local system", () => {
  let folder: string;
  let sweep: RunningSweep;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sweep-"));
  });

  afterEach(async () => {
    await sweep.close();
    rmSync(folder, { recursive: true });
  });

  it("continues after its thread has failed, as soon as the cause is gone", async () => {
    const inTheWay = join(folder, "in-the-way");
    writeFileSync(inTheWay, "");
    const data = {
      storeFile: join(inTheWay, "store.db"),
      gone: "forgotten" as const,
      pushgatewayUrl: "http://127.0.0.1:1",
      ownFile: undefined,
    };
    sweep = startLocalSweep(data, createProxyConfig(), {
      report: () => {},
      deleted: () => {},
    });
    await expect(sweep.ask({ command: "sweep" })).rejects.toThrow("is a file and no folder");
    await expect(sweep.ask({ command: "sweep" })).rejects.toThrow("is a file and no folder");
    rmSync(inTheWay);
    expect(await sweep.ask({ command: "sweep" })).toMatchObject({ outcome: "pushgateway-unread" });
    await sweep.close();
    await expect(sweep.ask({ command: "sweep" })).rejects.toThrow("the sweep has ended");
  });

  it("reads and sends nothing while the Pushgateway of another system has its port", async () => {
    const asked: string[] = [];
    const status = {
      status: "success",
      data: { start_time: "then", flags: { "persistence.file": "/another.data" } },
    };
    const other = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      response.end(JSON.stringify(status));
    });
    const { url } = await listenOnLoopback(other);
    const data = {
      storeFile: join(folder, "store.db"),
      gone: "forgotten" as const,
      pushgatewayUrl: url,
      ownFile: "/own.data",
    };
    sweep = startLocalSweep(data, createProxyConfig(), { report: () => {}, deleted: () => {} });
    expect(await sweep.ask({ command: "sweep" })).toMatchObject({
      outcome: "pushgateway-unread",
      outage: expect.stringContaining("another program answers at its address"),
    });
    expect(new Set(asked)).toEqual(new Set(["GET /api/v1/status"]));
    other.close();
    other.closeAllConnections();
  });
});
