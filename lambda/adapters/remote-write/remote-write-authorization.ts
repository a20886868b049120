import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { toBasicAuthorization } from "../../model/basic-authorization.ts";
import type { Secret } from "../../model/secret.ts";
import type { RequestAuthorizer } from "./remote-write-receiver.ts";

/** Reads a password or token. Undefined: it was not set yet. */
export type ReadCredential = () => Promise<Secret | undefined>;

/** The secret of the destination is not set yet. */
export class CredentialNotSet extends Error {
  override readonly name = "CredentialNotSet";
}

/** A header with the credential, which is read once, and again after a refusal. */
export const createHeaderAuthorization = (
  read: ReadCredential,
  toHeader: (credential: Secret) => string,
): RequestAuthorizer => {
  let known: Promise<string> | undefined;
  const load = (): Promise<string> => {
    known ??= read().then((credential) => {
      if (credential === undefined) {
        throw new CredentialNotSet("the secret was not set yet");
      }
      return toHeader(credential);
    });
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
  return {
    authorize: async ({ headers }) => ({ ...headers, authorization: await load() }),
    renew: async () => {
      known = undefined;
    },
  };
};

export const toBasicHeader =
  (username: string) =>
  (password: Secret): string =>
    toBasicAuthorization(`${username}:${password.reveal()}`);

export const toBearerHeader = (token: Secret): string => `Bearer ${token.reveal()}`;

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** AWS signatures (version 4) for Amazon Managed Service for Prometheus. Credentials are read for each request. */
export const createAwsAuthorization = (
  region: string,
  readCredentials: () => Promise<AwsCredentials>,
): RequestAuthorizer => {
  const signer = new SignatureV4({
    service: "aps",
    region,
    credentials: readCredentials,
    sha256: NodeSha256,
  });
  return {
    authorize: async ({ url, headers, body }) => {
      const signed = await signer.sign({
        method: "POST",
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        headers: { ...headers, host: url.host },
        body,
      });
      return signed.headers;
    },
    renew: async () => {},
  };
};

/** SHA-256 in the signer's interface, plain and keyed. */
class NodeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", toBytes(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

const toBytes = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array => {
  if (typeof data === "string") {
    return Buffer.from(data, "utf8");
  }
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
