import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { listenOnLoopback } from "./loopback.ts";

/** An OIDC issuer on loopback with real keys: discovery document and JWKS over HTTP. */
export interface OidcIssuer {
  readonly url: string;
  /** The requested paths so far. */
  readonly requests: string[];
  /** Answers for a path instead of the issuer; undefined restores the issuer's answer. */
  answerWith(path: string, answer: ((response: ServerResponse) => void) | undefined): void;
  /** The issuer's own answer for a path. */
  answer(path: string, response: ServerResponse): void;
  /** The published keys. */
  keys(): readonly object[];
  /** Publishes another key, and signs with it from then on. */
  rotateKeys(): void;
  /** A token signed by the newest key, valid for five minutes unless the claims set an expiry. */
  sign(claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

export const startOidcIssuer = async (): Promise<OidcIssuer> => {
  const requests: string[] = [];
  const answers = new Map<string, (response: ServerResponse) => void>();
  const keys = [createSigningKey("key-1")];

  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const special = answers.get(path);
    if (special !== undefined) {
      special(response);
    } else {
      answer(path, response);
    }
  });
  const answer = (path: string, response: ServerResponse): void => {
    response.writeHead(path in documents() ? 200 : 404).end(JSON.stringify(documents()[path]));
  };
  const { url } = await listenOnLoopback(server);

  const documents = (): Readonly<Record<string, object>> => ({
    "/.well-known/openid-configuration": { issuer: url, jwks_uri: `${url}/jwks` },
    "/jwks": { keys: keys.map(({ jwk }) => jwk) },
  });

  return {
    url,
    requests,
    answerWith: (path, answer) => {
      if (answer === undefined) {
        answers.delete(path);
      } else {
        answers.set(path, answer);
      }
    },
    answer,
    keys: () => keys.map(({ jwk }) => jwk),
    rotateKeys: () => {
      keys.push(createSigningKey(`key-${keys.length + 1}`));
    },
    sign: (claims, header) => signJwt(keys.at(-1)!, { iss: url, ...claims }, header),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A key that no issuer publishes, although it claims to be `kid`. */
export const createSigningKey = (kid: string): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" } };
};

export const signJwt = (
  { kid, privateKey }: SigningKey,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const signingInput = [
    { typ: "JWT", alg: "RS256", kid, ...header },
    { aud: "pushgateway-proxy", iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + 300, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signingInput}.${sign("RSA-SHA256", Buffer.from(signingInput), privateKey).toString("base64url")}`;
};
