import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileSecretStore } from "../../lambda/adapters/secrets/file-secret-store.ts";
import { startOidcIssuer } from "../support/oidc-issuer.ts";
import { startPushgateway } from "../support/real-components.ts";
import { startProxy } from "../support/running-proxy.ts";
import { readConfiguration } from "./configuration.ts";
import { describeProxy } from "./suite.ts";

describeProxy("the proxy, run on this machine", async () => {
  const secretsFile = join(mkdtempSync(join(tmpdir(), "secrets-")), "secrets.json");
  const secrets = createFileSecretStore(secretsFile, Date.now);
  const pushgateway = await startPushgateway({ check: "off" });
  const issuer = await startOidcIssuer();
  const proxy = await startProxy(readConfiguration(issuer), [
    "--pushgateway",
    pushgateway.url,
    "--secrets",
    secretsFile,
  ]);
  return {
    url: proxy.url,
    pushgatewayUrl: pushgateway.url,
    issuer,
    readToken: async (client) => (await secrets.read(client))?.current.token.reveal() ?? "",
    rotate: (client) => secrets.rotate(client),
    stop: async () => {
      await proxy.stop();
      await pushgateway.stop();
      await issuer.close();
    },
  };
});
