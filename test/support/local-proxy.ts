import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalSystem, startLocalSystem } from "../../infra/local/local-system.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { toBasicAuth } from "./credentials.ts";
import type { RunningProxy } from "./running-proxy.ts";

export interface LocalProxy extends Omit<RunningProxy, "pid"> {
  readonly system: LocalSystem;
  readonly secretsFile: string;
  /** The lines for the terminal. */
  readonly log: readonly string[];
}

/**
 * The local system of `npm start` in this process, on a free port, with this configuration (YAML). Without
 * `pushgatewayUrl` the page of its store replaces the Pushgateway.
 */
export const startLocalProxy = async (yaml: string, pushgatewayUrl?: string): Promise<LocalProxy> => {
  const config = parseProxyConfig(yaml, "proxy.yaml");
  if (!config.ok) {
    throw new TypeError(JSON.stringify(config.error));
  }
  const folder = mkdtempSync(join(tmpdir(), "proxy-"));
  const secretsFile = join(folder, "secrets.json");
  const log: string[] = [];
  const system = await startLocalSystem({
    config: config.value,
    configFile: "proxy.yaml",
    port: 0,
    secretsFile,
    storeFile: undefined,
    pushgatewayUrl,
    searchPath: "",
    log: (line) => log.push(line),
  });
  return {
    system,
    url: system.url,
    pushgatewayUrl: system.pushgateway.url,
    secretsFile,
    operatorFile: join(folder, "operator.json"),
    tokens: Object.fromEntries(system.clients.map(({ id, token }) => [id, token])),
    authorization: Object.fromEntries(system.clients.map(({ id, token }) => [id, toBasicAuth(id, token)])),
    log,
    stop: async () => {
      await system.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
