import { toBasicAuthorization } from "../lambda/model/basic-authorization.ts";
import { readJson, toRecord } from "../lambda/model/fields.ts";
import { ok, type Result } from "../lambda/model/result.ts";
import { Secret } from "../lambda/model/secret.ts";
import { requestIdToken } from "./id-token.ts";
import type { CredentialInput } from "./input-parsers.ts";
import type { Ports } from "./ports.ts";
import type { ReportedProblem } from "./reported-problem.ts";
import type { RetrySettings } from "./request-with-retries.ts";
import { toMask } from "./workflow-commands.ts";

/** The credential of a request. */
export interface Authorization {
  /** Value of the Authorization header. */
  readonly header: Secret;
  /** The claims of the OIDC token about this job; undefined if there is no token. */
  readonly claims: string | undefined;
}

/** Gets the credential, and lets the runner mask it in the log before anything else. */
export const authorize = async (
  credential: CredentialInput,
  ports: Ports,
  retries: RetrySettings,
): Promise<Result<Authorization, ReportedProblem>> => {
  if (credential.kind === "given") {
    const header = toHeader(credential.secret);
    maskParts(credential.secret, header, ports);
    return ok({ header, claims: undefined });
  }
  const token = await requestIdToken(credential.audience, ports, retries);
  if (!token.ok) {
    return token;
  }
  ports.writeLine(toMask(token.value.reveal()));
  return ok({
    header: new Secret(`Bearer ${token.value.reveal()}`),
    claims: describeClaims(token.value.reveal()),
  });
};

/** With a colon it is sent as Basic, as with curl -u. */
export const toHeader = (secret: Secret): Secret => {
  const text = secret.reveal();
  return text.includes(":") ? new Secret(toBasicAuthorization(text)) : new Secret(`Bearer ${text}`);
};

/** The token can appear without its client, and in base64. */
export const maskParts = (secret: Secret, header: Secret, { writeLine }: Ports): void => {
  const token = secret.reveal().replace(/^[a-z0-9-]{1,64}[:.]/, "");
  const encoded = header.reveal().replace(/^\w+ /, "");
  for (const text of new Set([secret.reveal(), token, encoded])) {
    writeLine(toMask(text));
  }
};

/** The claims of a token that grants of proxy.yaml usually name. They are not secret. */
const SHOWN = [
  "iss",
  "aud",
  "repository",
  "repository_id",
  "repository_owner_id",
  "ref",
  "base_ref",
  "event_name",
  "environment",
  "workflow_ref",
] as const;

/**
 * The claims that decide whether a grant matches, as `name="value"`, to compare with the grants in proxy.yaml. Never the
 * token itself, which is as good as a password. Empty if it is not a JWT.
 */
const describeClaims = (jwt: string): string => {
  const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
  const claims = toRecord(readJson(payload));
  return SHOWN.flatMap((name) => {
    const value = claims[name];
    return typeof value === "string" ? [`${name}=${JSON.stringify(value)}`] : [];
  }).join(", ");
};
