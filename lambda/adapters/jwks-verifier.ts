import { JwtExpiredError, KidNotFoundInJwksError } from "aws-jwt-verify/error";
import type { Jwks } from "aws-jwt-verify/jwk";
import type { JwtHeader } from "aws-jwt-verify/jwt-model";
import { verifyJwtSync } from "aws-jwt-verify/jwt-verifier";
import type { SignedTokenVerdict, VerifySignedToken } from "../authenticate/check-signed-token.ts";
import { isAllowedHeader } from "../authenticate/check-signed-token.ts";
import type { IssuerConfig } from "../config/proxy-config.ts";

/** The accepted difference of an issuer's clock and ours. */
const GRACE_SECONDS = 10;

/** Verifies JWTs with aws-jwt-verify: only asymmetric signatures, `iss`, `aud`, `exp` (which is required) and `nbf`. */
export const verifySignedToken: VerifySignedToken<Jwks> = (jwt, keys, issuer) => {
  try {
    const claims = verifyJwtSync(jwt, keys, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      graceSeconds: GRACE_SECONDS,
      customJwtCheck: ({ header }) => assertAllowedHeader(header, issuer),
    });
    const { exp } = claims;
    if (exp === undefined || !Number.isFinite(exp)) {
      return { kind: "invalid" };
    }
    return { kind: "valid", claims, expiresAtSeconds: Math.floor(exp) + GRACE_SECONDS };
  } catch (error) {
    return toVerdict(error);
  }
};

/** Checks the header again, now that the signature shows that the issuer wrote it. */
const assertAllowedHeader = (header: JwtHeader, issuer: IssuerConfig): void => {
  if (!isAllowedHeader(header, issuer)) {
    throw new Error("the header is not allowed");
  }
};

/** Every other error of the verification means that the token is not valid. */
const toVerdict = (error: unknown): SignedTokenVerdict => {
  if (error instanceof KidNotFoundInJwksError) {
    return { kind: "key-unknown" };
  }
  return { kind: error instanceof JwtExpiredError ? "expired" : "invalid" };
};
