import type { ClientConfig, IssuerConfig, ProxyConfig } from "../config/proxy-config.ts";

/** Finds the configured clients and issuers. */
export interface ClientDirectory {
  /** A client with its own token. */
  findClient(id: string): ClientConfig | undefined;
  /** An issuer whose signed tokens are accepted. */
  findIssuer(id: string): IssuerConfig | undefined;
  /** An issuer by the `iss` claim of its tokens. */
  findIssuerByUrl(issuer: string): IssuerConfig | undefined;
}

export const createClientDirectory = (config: Pick<ProxyConfig, "clients" | "issuers">): ClientDirectory => {
  const clients = new Map(config.clients.map((client) => [client.id, client]));
  const issuers = new Map(config.issuers.map((issuer) => [issuer.id, issuer]));
  const issuersByUrl = new Map(config.issuers.map((issuer) => [issuer.issuer, issuer]));
  return {
    findClient: (id) => clients.get(id),
    findIssuer: (id) => issuers.get(id),
    findIssuerByUrl: (url) => issuersByUrl.get(url),
  };
};
