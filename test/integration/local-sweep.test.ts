import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type RunningSweep, startLocalSweep } from "../../infra/local/local-sweep.ts";
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
});
