import type { CredentialHints } from "./credential-hints.ts";
import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/**
 * A hint for the operator of the local system, shown instead of the client's answer: why the credential was refused, or
 * which prefix of the path is wrong. Undefined if the answer is sufficient.
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
