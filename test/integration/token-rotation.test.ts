import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LocalSystem, startLocalSystem } from "../../infra/local/local-system.ts";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import { runInProcess } from "../support/cli.ts";
import { toBasicAuth } from "../support/credentials.ts";
import {
  type RecordingPushgateway,
  startRecordingPushgateway,
} from "../support/hostile/recording-pushgateway.ts";
import { createProxyConfig } from "../support/proxy-config.ts";

describe("a change while traffic goes on", () => {
  let folder: string;
  let secretsFile: string;
  let pushgateway: RecordingPushgateway;
  let system: LocalSystem;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rotation-"));
    secretsFile = join(folder, "secrets.json");
    pushgateway = await startRecordingPushgateway();
    system = await startLocalSystem({
      config: createProxyConfig(),
      configFile: "proxy.yaml",
      port: 0,
      secretsFile,
      storeFile: undefined,
      pushgatewayUrl: pushgateway.url,
      searchPath: "",
      log: () => {},
    });
  });

  afterAll(async () => {
    await system?.close();
    await pushgateway?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const push = async (token: string): Promise<number> => {
    const response = await fetch(`${system.url}/metrics/job/desktop-app`, {
      method: "PUT",
      headers: { authorization: toBasicAuth("desktop-app", token) },
      body: "x 1\n",
    });
    await response.arrayBuffer();
    return response.status;
  };

  const changeToken = async (flag: string): Promise<string> => {
    const { stdout } = await runInProcess(["token", "desktop-app", flag, "--secrets", secretsFile]);
    return stdout.trimEnd();
  };

  it("of a token makes no push fail, neither with the old token nor with the new one", async () => {
    const old = system.clients.find(({ id }) => id === "desktop-app")?.token ?? "";
    const statuses: number[] = [];
    let current = old;
    let isOver = false;
    const traffic = [() => old, () => current].map(async (token) => {
      while (!isOver) {
        statuses.push(await push(token()));
      }
    });
    await sleep(1_500);
    current = await changeToken("--rotate");
    await sleep(500);
    isOver = true;
    await Promise.all(traffic);
    expect(current).not.toBe(old);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(pushgateway.changes).toHaveLength(statuses.length);
  });

  it("of the configuration keeps the connections to the Pushgateway", async () => {
    const [client] = await system.readClients();
    expect(await push(client!.token)).toBe(200);
    const { size } = pushgateway.ports;
    await system.reload(createProxyConfig());
    expect(await push(client!.token)).toBe(200);
    expect(pushgateway.ports.size).toBe(size);
  });

  it("of a token is seen by every reader of the file", async () => {
    const revoked = await changeToken("--revoke");
    const stored = await createFileSecretStore(secretsFile, Date.now).read("desktop-app");
    expect([stored?.current.token.reveal(), stored?.previous]).toEqual([revoked, undefined]);
  });
});
