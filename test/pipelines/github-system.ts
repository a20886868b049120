import { type OidcIssuer, startOidcIssuer } from "../support/oidc-issuer.ts";
import { type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";
import { startTokenEndpoint, type TokenEndpoint } from "./github-runner.ts";

/** The services of a GitHub job's step: an issuer that signs its token, and a proxy that trusts the issuer. */
export interface GithubSystem {
  readonly issuer: OidcIssuer;
  readonly endpoint: TokenEndpoint;
  readonly pushgateway: RunningProgram;
  readonly proxy: RunningProxy;
  readonly stop: () => Promise<void>;
}

/** With a real Pushgateway behind the proxy. */
export const startGithubSystem = async (toConfig: (issuer: string) => string): Promise<GithubSystem> => {
  const issuer = await startOidcIssuer();
  const endpoint = await startTokenEndpoint(issuer);
  const pushgateway = await startPushgateway({ check: "off" });
  const proxy = await startProxy(toConfig(issuer.url), ["--pushgateway", pushgateway.url]);
  return {
    issuer,
    endpoint,
    pushgateway,
    proxy,
    stop: async () => {
      await proxy.stop();
      await pushgateway.stop();
      await endpoint.close();
      await issuer.close();
    },
  };
};
