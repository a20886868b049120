import type { AuthenticationOutcome } from "./authentication-outcome.ts";
import type { CheckClientToken } from "./check-client-token.ts";
import type { CheckSignedToken } from "./check-signed-token.ts";
import { parseCredential } from "./credential.ts";

export interface AuthenticatePorts {
  readonly checkClientToken: CheckClientToken;
  readonly checkSignedToken: CheckSignedToken;
}

export type Authenticate = (header: string | undefined) => Promise<AuthenticationOutcome>;

/** Stage `authenticate`: who sends this Authorization header. */
export const createAuthenticate =
  ({ checkClientToken, checkSignedToken }: AuthenticatePorts): Authenticate =>
  async (header) => {
    const credential = parseCredential(header);
    if (!credential.ok) {
      return { kind: "refused", reason: `credential-${credential.error}`, callerId: undefined };
    }
    return credential.value.kind === "client-token"
      ? checkClientToken(credential.value)
      : checkSignedToken(credential.value);
  };
