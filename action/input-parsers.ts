import type { CollectRequest } from "../ci/collect.ts";
import { isTrustedUrl } from "../lambda/config/trusted-url.ts";
import { quote } from "../lambda/model/issue.ts";
import type { Method } from "../lambda/model/push-request.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { Secret } from "../lambda/model/secret.ts";
import { suggest } from "../lambda/model/suggestion.ts";

export type MetricsInput =
  | { readonly kind: "lines"; readonly text: string }
  | { readonly kind: "file"; readonly path: string };

/** The server with the values of earlier runs. */
export interface HistorySource {
  /** The URL of a Prometheus, without a final slash. */
  readonly url: string;
  /** Undefined if it needs none. */
  readonly credential: Secret | undefined;
}

export type CredentialInput =
  | { readonly kind: "id-token"; readonly audience: string }
  | { readonly kind: "given"; readonly secret: Secret };

export const oneOf = <Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Result<Choice, string> => {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) {
    return ok(found);
  }
  const near = suggest(text, choices);
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  return err(`${name} is ${quote(text)}, expected one of ${choices.join(", ")}${advice}`);
};

export const parseSwitch = (name: string, text: string): Result<boolean, string> => {
  const word = text.trim().toLowerCase();
  return word === "true" || word === "false"
    ? ok(word === "true")
    : err(`${name} is ${quote(text)}, expected true or false`);
};

/** The text is not shown, since a URL with a password is one of the issues. */
export const parseUrl = (text: string): Result<string, string> => {
  if (text === "") {
    return err("url is missing: give the address of the proxy, with its stage");
  }
  if (!isTrustedUrl(text)) {
    return err(
      "url is not an https address without user, query and fragment; http is accepted only on this machine, because the request has a credential",
    );
  }
  return /\/metrics(\/|$)/.test(new URL(text).pathname)
    ? err("url is too long: it must end before /metrics, because job and labels are separate inputs")
    : ok(text.replace(/\/+$/, ""));
};

export const parseMetrics = (
  text: string,
  path: string,
  method: Result<Method, string>,
  collect: CollectRequest | undefined,
): Result<MetricsInput | undefined, string> => {
  const [hasText, hasFile] = [text.trim() !== "", path !== ""];
  if (method.ok && method.value === "DELETE") {
    return hasText || hasFile || collect !== undefined
      ? err("DELETE removes the whole group: leave out metrics, file, collect, junit and sizes")
      : ok(undefined);
  }
  if (hasText && hasFile) {
    return err("metrics and file are both given: leave out one of them");
  }
  if (hasFile) {
    return ok({ kind: "file", path });
  }
  if (hasText) {
    return ok({ kind: "lines", text });
  }
  return collect === undefined
    ? err("there is nothing to push: give metrics or file, or one of collect, junit and sizes")
    : ok(undefined);
};

export const parseCredentialInput = (text: string, audience: string): Result<CredentialInput, string> => {
  if (text !== "") {
    return /^[\x21-\x7e]+[:.][\x21-\x7e]+$/.test(text)
      ? ok({ kind: "given", secret: new Secret(text) })
      : err("credential is not <client>:<token>; its value is not shown");
  }
  return audience === ""
    ? err(
        "audience is missing: give the audience that the issuer has in proxy.yaml, a name that no other deployment uses; or give a credential",
      )
    : ok({ kind: "id-token", audience });
};

/** GitHub's tokens live for five minutes, and only one is requested. */
const MAX_SECONDS = 240;

export const parseTimeout = (text: string): Result<number, string> => {
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= MAX_SECONDS
    ? ok(seconds * 1_000)
    : err(`timeout-seconds is ${quote(text)}, expected a whole number from 1 to ${MAX_SECONDS}`);
};

/** Undefined if there is none. The text is not shown, as in {@link parseUrl}. */
export const parseHistory = (url: string, credential: string): Result<HistorySource | undefined, string> => {
  if (url === "") {
    return credential === "" ? ok(undefined) : err("history-credential is given without history-url");
  }
  if (!isTrustedUrl(url)) {
    return err("history-url is not an https address without user, query and fragment");
  }
  if (!/^[\x21-\x7e]*$/.test(credential)) {
    return err("history-credential is neither <user>:<password> nor a token; its value is not shown");
  }
  return ok({
    url: url.replace(/\/+$/, ""),
    credential: credential === "" ? undefined : new Secret(credential),
  });
};
