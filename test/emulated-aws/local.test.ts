import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileSecretStore } from "../../lambda/adapters/file-secret-store.ts";
import { startPushgateway } from "../support/real-components.ts";
import { startProxy } from "../support/running-proxy.ts";
import { describeProxy } from "./suite.ts";

const CONFIG = readFileSync(join(import.meta.dirname, "proxy.yaml"), "utf8");

describeProxy("the proxy, run on this machine", async () => {
  const secretsFile = join(mkdtempSync(join(tmpdir(), "secrets-")), "secrets.json");
  const secrets = createFileSecretStore(secretsFile, Date.now);
  const pushgateway = await startPushgateway({ check: "off" });
  const proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url, "--secrets", secretsFile]);
  return {
    url: proxy.url,
    pushgatewayUrl: pushgateway.url,
    readToken: async (client) => (await secrets.read(client))?.current.token.reveal() ?? "",
    rotate: (client) => secrets.rotate(client),
    stop: async () => {
      await proxy.stop();
      await pushgateway.stop();
    },
  };
});
