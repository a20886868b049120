import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import { runInProcess } from "../support/cli.ts";
import { toBasicAuth } from "../support/credentials.ts";
import {
  type RecordingPushgateway,
  startRecordingPushgateway,
} from "../support/hostile/recording-pushgateway.ts";
import { type LocalProxy, startLocalProxy } from "../support/local-proxy.ts";
import { createProxyConfig } from "../support/proxy-config.ts";

const CONFIG = `
clients:
  - id: desktop-app
    grants: [{ methods: [PUT], job: desktop-app, metrics: ["*"] }]
`;

describe("a change while traffic goes on", () => {
  let pushgateway: RecordingPushgateway;
  let proxy: LocalProxy;

  beforeAll(async () => {
    pushgateway = await startRecordingPushgateway();
    proxy = await startLocalProxy(CONFIG, pushgateway.url);
  });
  afterAll(async () => {
    await proxy?.stop();
    await pushgateway?.close();
  });

  const push = async (token: string): Promise<number> => {
    const response = await fetch(`${proxy.url}/metrics/job/desktop-app`, {
      method: "PUT",
      headers: { authorization: toBasicAuth("desktop-app", token) },
      body: "x 1\n",
    });
    await response.arrayBuffer();
    return response.status;
  };

  const changeToken = async (flag: string): Promise<string> => {
    const { stdout } = await runInProcess(["token", "desktop-app", flag, "--secrets", proxy.secretsFile]);
    return stdout.trimEnd();
  };

  it("of a token makes no push fail, neither with the old token nor with the new one", async () => {
    const old = proxy.tokens["desktop-app"] ?? "";
    expect(await push(old)).toBe(200);
    const statuses: number[] = [];
    let current = old;
    let isOver = false;
    const traffic = [() => old, () => current].map(async (token) => {
      while (!isOver) {
        statuses.push(await push(token()));
      }
    });
    await sleep(100);
    current = await changeToken("--rotate");
    await sleep(300);
    isOver = true;
    await Promise.all(traffic);
    expect(current).not.toBe(old);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(pushgateway.changes).toHaveLength(1 + statuses.length);
  });

  it("of the configuration keeps the connections to the Pushgateway", async () => {
    const [client] = await proxy.system.readClients();
    expect(await push(client!.token)).toBe(200);
    const { size } = pushgateway.ports;
    await proxy.system.reload(createProxyConfig());
    expect(await push(client!.token)).toBe(200);
    expect(pushgateway.ports.size).toBe(size);
  });

  it("of a token is seen by every reader of the file", async () => {
    const revoked = await changeToken("--revoke");
    const stored = await createFileSecretStore(proxy.secretsFile, Date.now).read("desktop-app");
    expect([stored?.current.token.reveal(), stored?.previous]).toEqual([revoked, undefined]);
  });
});
