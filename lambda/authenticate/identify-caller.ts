import type { ClientConfig } from "../config/proxy-config.ts";
import type { Client } from "../model/client.ts";
import type { Claims } from "../model/glob.ts";
import { bindGrants } from "../model/grant.ts";
import { bindReads } from "../model/read-right.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { type AuthorizerContext, parseContext } from "./authorizer-context.ts";
import type { ClientDirectory } from "./client-directory.ts";

/**
 * The caller that the authorizer admitted, with its rights from the configuration. The gateway caches the authorizer's
 * answer, so a signed token can have expired since then. It is then refused with `credential-invalid`.
 */
export const identifyCaller = (
  authorizerContext: Readonly<Record<string, unknown>> | null | undefined,
  directory: ClientDirectory,
  nowMs: number,
): Result<Client, Refusal> => {
  if (authorizerContext === null || authorizerContext === undefined) {
    return refuse("credential-invalid", "the authorizer has not checked this request");
  }
  const context = parseContext(authorizerContext);
  if (context === undefined) {
    return refuse("credential-invalid", "the authorizer's answer cannot be read");
  }
  return context.expiresAtSeconds === undefined
    ? identifyClient(context, directory)
    : identifyIssuer({ ...context, expiresAtSeconds: context.expiresAtSeconds }, directory, nowMs);
};

const identifyClient = (
  { client: id }: AuthorizerContext,
  directory: ClientDirectory,
): Result<Client, Refusal> => {
  const client = directory.findClient(id);
  return client === undefined ? refuseUnknown() : ok(toClient(client, {}, undefined));
};

const identifyIssuer = (
  context: AuthorizerContext & { readonly expiresAtSeconds: number },
  directory: ClientDirectory,
  nowMs: number,
): Result<Client, Refusal> => {
  const issuer = directory.findIssuer(context.client);
  if (issuer === undefined) {
    return refuseUnknown();
  }
  if (nowMs >= context.expiresAtSeconds * 1000) {
    return refuse("credential-invalid", "the token has expired; get a new one from its issuer and try again");
  }
  return ok(toClient(issuer, context.claims, issuer.countPer));
};

const toClient = (
  { id, grants, reads, scrape, limits }: ClientConfig,
  claims: Claims,
  countPer: string | undefined,
): Client => ({
  id,
  grants: bindGrants(grants, claims),
  reads: bindReads(reads, claims),
  scrape,
  limits,
  claims,
  countPer,
});

/** The authorizer and the push function are deployed one after the other, and a client may be removed in between. */
const refuseUnknown = () =>
  refuse(
    "credential-invalid",
    "the client is no longer configured; ask the operator of the proxy for another one",
  );
