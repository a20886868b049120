import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { readJson, toRecord } from "../../model/fields.ts";
import { Secret } from "../../model/secret.ts";
import type { ReadCredential } from "./remote-write-authorization.ts";

/** The deployment's placeholder in a secret, until the operator sets the password or token as plain text. */
const NOT_SET_KEY = "notSetYet";

const TIMEOUT_MS = 5_000;

/** Reads the password or token of a destination. Undefined until it is set. */
export const createRemoteWriteSecret =
  (client: SecretsManagerClient, secretId: string): ReadCredential =>
  async () => {
    const command = new GetSecretValueCommand({ SecretId: secretId });
    const { SecretString = "" } = await client.send(command, {
      abortSignal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = SecretString.trim();
    return text === "" || isPlaceholder(text) ? undefined : new Secret(text);
  };

const isPlaceholder = (text: string): boolean => toRecord(readJson(text))[NOT_SET_KEY] !== undefined;
