import { err, ok, type Result } from "../model/result.ts";
import { Secret } from "../model/secret.ts";

/** The credential in an Authorization header. It is not verified yet. */
export type Credential =
  | { readonly kind: "client-token"; readonly clientId: string; readonly token: Secret }
  /** `issuerId` is the user name of Basic. A Bearer token names its issuer only in its `iss` claim. */
  | { readonly kind: "signed-token"; readonly issuerId: string | undefined; readonly token: Secret };

export type CredentialIssue = "missing" | "malformed";

/**
 * Parses `Basic <client>:<token>`, `Basic <issuer>:<jwt>`, `Bearer <client>.<token>` and `Bearer <jwt>`. Ids and client
 * tokens contain no dot, and a JWT contains two. So the dots distinguish them: `<client>.<token>` has one. Schemes
 * match in any case, and base64 with or without padding, because RFC 9110 allows it and clients send both.
 */
export const parseCredential = (header: string | undefined): Result<Credential, CredentialIssue> => {
  if (header === undefined || header.trim() === "") {
    return err("missing");
  }
  if (header.length > MAX_HEADER_LENGTH) {
    return err("malformed");
  }
  const parts = /^\s*([A-Za-z]+) +(\S+)\s*$/.exec(header);
  if (parts === null) {
    return err("malformed");
  }
  switch (parts[1]!.toLowerCase()) {
    case "basic":
      return parseBasic(parts[2]!);
    case "bearer":
      return parseBearer(parts[2]!);
    default:
      return err("malformed");
  }
};

/** API Gateway accepts 10,240 bytes of headers in total. */
const MAX_HEADER_LENGTH = 10_240;

const parseBasic = (encoded: string): Result<Credential, CredentialIssue> => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) {
    return err("malformed");
  }
  const parts = /^([a-z0-9-]{1,64}):([\x21-\x7e]+)$/.exec(atob64(encoded));
  if (parts === null) {
    return err("malformed");
  }
  const id = parts[1]!;
  const password = parts[2]!;
  const token = new Secret(password);
  return isCompactJwt(password)
    ? ok({ kind: "signed-token", issuerId: id, token })
    : ok({ kind: "client-token", clientId: id, token });
};

const parseBearer = (text: string): Result<Credential, CredentialIssue> => {
  if (isCompactJwt(text)) {
    return ok({ kind: "signed-token", issuerId: undefined, token: new Secret(text) });
  }
  const parts = /^([a-z0-9-]{1,64})\.([A-Za-z0-9_~+/=-]+)$/.exec(text);
  return parts === null
    ? err("malformed")
    : ok({ kind: "client-token", clientId: parts[1]!, token: new Secret(parts[2]!) });
};

const isCompactJwt = (text: string): boolean => /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text);

const atob64 = (encoded: string): string => Buffer.from(encoded, "base64").toString("latin1");
