import { JwtExpiredError, KidNotFoundInJwksError } from "aws-jwt-verify/error";
import type { Jwks } from "aws-jwt-verify/jwk";
import type { JwtHeader } from "aws-jwt-verify/jwt-model";
import { verifyJwtSync } from "aws-jwt-verify/jwt-verifier";
import type { SignedTokenVerdict, VerifySignedToken } from "../authenticate/check-signed-token.ts";
import { isAllowedHeader } from "../authenticate/check-signed-token.ts";
import type { IssuerConfig } from "../config/proxy-config.ts";

/** How far an issuer's clock may be from ours. */
const GRACE_SECONDS = 10;

/** Verifies JWTs with aws-jwt-verify: asymmetric signatures only, `iss`, `aud`, `exp` (which must be there) and `nbf`. */
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

/** Once more, now that the signature says that this is the header that the issuer wrote. */
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
