import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LOOPBACK, listen, probePort } from "../../infra/local/listen.ts";
import { startLocalSystem } from "../../infra/local/local-system.ts";
import { createProxyConfig } from "../support/proxy-config.ts";

/** A port that nothing uses. */
const findFreePort = async (): Promise<number> => {
  const server = createServer();
  const { port } = new URL(await listen(server, { host: LOOPBACK, port: 0 }));
  await new Promise((resolve) => server.close(resolve));
  return Number(port);
};

describe("a start of the local system that does not succeed", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "start-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("leaves nothing running, also if it does so after it has listened", async () => {
    mkdirSync(join(folder, "operator.json"));
    const port = await findFreePort();
    const start = startLocalSystem({
      config: createProxyConfig(),
      configFile: "proxy.yaml",
      port,
      secretsFile: join(folder, "secrets.json"),
      storeFile: undefined,
      pushgatewayUrl: "none",
      searchPath: "",
      log: () => {},
    });
    await expect(start).rejects.toThrow("operator.json");
    await expect(probePort({ host: LOOPBACK, port })).resolves.toBeUndefined();
  });
});
