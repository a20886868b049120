import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { JwtExpiredError, JwtInvalidSignatureError, KidNotFoundInJwksError } from "aws-jwt-verify/error";
import type { Jwk, Jwks } from "aws-jwt-verify/jwk";
import type { JwtHeader } from "aws-jwt-verify/jwt-model";
import { verifyJwtSync } from "aws-jwt-verify/jwt-verifier";
import type { SignedTokenVerdict, VerifySignedToken } from "../authenticate/check-signed-token.ts";
import { isAllowedHeader } from "../authenticate/check-signed-token.ts";
import type { IssuerConfig, SigningAlgorithm } from "../config/proxy-config.ts";

/** The accepted difference of an issuer's clock and ours. */
const GRACE_SECONDS = 10;

/** Verifies JWTs with aws-jwt-verify: only asymmetric signatures, `iss`, `aud`, `exp` (which is required) and `nbf`. */
export const verifySignedToken: VerifySignedToken<Jwks> = (jwt, keys, issuer) => {
  try {
    const claims = verifyJwtSync(jwt, keys, {
      issuer: issuer.issuer,
      audience: issuer.audience,
      graceSeconds: GRACE_SECONDS,
      customJwtCheck: ({ header, jwk }) => {
        assertAllowedHeader(header, issuer);
        assertSuitableKey(header, jwk);
      },
    });
    const expiresAtSeconds = Math.floor(claims.exp ?? Number.NaN) + GRACE_SECONDS;
    return Number.isSafeInteger(expiresAtSeconds)
      ? { kind: "valid", claims, expiresAtSeconds }
      : { kind: "invalid" };
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

/**
 * Checks that the key is one that its algorithm may use. The library verifies a signature with any kind of key, so without
 * this check a token could name an allowed algorithm and be signed with another one. RFC 7518, 3.3, demands 2,048 bits.
 * With the exponent 1 everybody could sign.
 */
const assertSuitableKey = ({ alg }: JwtHeader, jwk: Jwk): void => {
  const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
  if (!isSuitable(key, alg as SigningAlgorithm)) {
    throw new Error("the key is not one of this algorithm");
  }
};

const isSuitable = (
  { asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject,
  algorithm: SigningAlgorithm,
): boolean => {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = details;
  switch (algorithm) {
    case "RS256":
    case "RS384":
    case "RS512":
      return type === "rsa" && modulusLength >= 2_048 && publicExponent > 1n;
    case "ES256":
      return namedCurve === "prime256v1";
    case "ES384":
      return namedCurve === "secp384r1";
    case "ES512":
      return namedCurve === "secp521r1";
    case "EdDSA":
      return type === "ed25519" || type === "ed448";
  }
};

/** Every other error of the verification means that the token is not valid. */
const toVerdict = (error: unknown): SignedTokenVerdict => {
  if (error instanceof KidNotFoundInJwksError || error instanceof JwtInvalidSignatureError) {
    return { kind: "key-unknown" };
  }
  return { kind: error instanceof JwtExpiredError ? "expired" : "invalid" };
};
