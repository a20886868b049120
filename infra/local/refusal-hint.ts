import type { CredentialHints } from "./credential-hints.ts";
import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/**
 * What the operator of the local system is told of a refusal in place of what the client was told: why its credential is no
 * good, or what is in front of its path. Undefined where the answer says it all.
 */
export const createRefusalHint =
  (credentials: CredentialHints, stage: string) =>
  ({ requestId, principalId, path, answer: { statusCode } }: AnsweredRequest): string | undefined => {
    if (statusCode === 401 && principalId === undefined) {
      return credentials.take(requestId);
    }
    return statusCode === 404 ? describePrefix(path, stage) : undefined;
  };

const describePrefix = (path: string, stage: string): string | undefined => {
  const [, prefix = ""] = /^(\/[^?]+?)\/metrics\//.exec(path) ?? [];
  return prefix === "" || prefix === `/${stage}`
    ? undefined
    : `${JSON.stringify(prefix.slice(0, 40))} is in front of /metrics, where only the stage, "/${stage}", may be`;
};
