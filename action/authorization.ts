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
    return ok({ header: toMaskedHeader(credential.secret, ports), claims: undefined });
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

/**
 * The Authorization header of a credential: Basic if it has a colon, as with curl -u, else Bearer. The runner masks
 * in the log the credential, the token without its client, and both in base64.
 */
export const toMaskedHeader = (secret: Secret, { writeLine }: Ports): Secret => {
  const text = secret.reveal();
  const header = text.includes(":") ? toBasicAuthorization(text) : `Bearer ${text}`;
  const token = text.replace(/^[^:]*:|^[^.:]*\./, "");
  const encoded = header.replace(/^\w+ /, "");
  for (const part of new Set([text, token, encoded].filter((shown) => shown !== ""))) {
    writeLine(toMask(part));
  }
  return new Secret(header);
};

/** The claims of a token that grants of proxy.yaml usually name. They are not secret. */
const SHOWN = [
  "iss",
  "aud",
  "repository",
  "repository_id",
  "repository_owner_id",
  "project_path",
  "project_id",
  "namespace_id",
  "ref",
  "base_ref",
  "ref_protected",
  "event_name",
  "pipeline_source",
  "environment",
  "workflow_ref",
] as const;

/**
 * The claims that decide whether a grant matches, as `name="value"`, to compare with the grants in proxy.yaml. Never the
 * token itself, which is as good as a password. Empty if it is not a JWT.
 */
export const describeClaims = (jwt: string): string => {
  const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
  const claims = toRecord(readJson(payload));
  return SHOWN.flatMap((name) => {
    const value = claims[name];
    return typeof value === "string" ? [`${name}=${JSON.stringify(value)}`] : [];
  }).join(", ");
};
