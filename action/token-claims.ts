import { readJson, toRecord } from "../lambda/model/fields.ts";

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
export const describeClaims = (jwt: string): string => {
  const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
  const claims = toRecord(readJson(payload));
  return SHOWN.flatMap((name) => {
    const value = claims[name];
    return typeof value === "string" ? [`${name}=${JSON.stringify(value)}`] : [];
  }).join(", ");
};
