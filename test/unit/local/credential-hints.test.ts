import { describe, expect, it } from "@jest/globals";
import { createCredentialHints } from "../../../infra/local/credential-hints.ts";
import type { RefusalReason } from "../../../lambda/authenticate/authentication-outcome.ts";

const FILES = { configFile: "proxy.yaml", secretsFile: ".local/secrets.json" };

const hintAt = (reason: RefusalReason): string => {
  const hints = createCredentialHints(FILES);
  hints.audit({ kind: "refused", reason, callerId: "app" }, "r-1");
  return hints.take("r-1");
};

describe("the operator's hint for a refused credential", () => {
  it.each<[RefusalReason, string]>([
    ["credential-missing", "add -u <client>:<token>"],
    ["credential-malformed", "neither Basic <client>:<token> nor Bearer <client>.<token>"],
    ["client-unknown", "proxy.yaml lists them under clients"],
    ["client-without-token", "npm run token -- <client> --rotate"],
    ["token-wrong", "tokens are in .local/secrets.json"],
    ["issuer-unknown", "no issuer in proxy.yaml"],
    ["signed-token-invalid", "issuer app"],
    ["signed-token-expired", "has expired"],
    ["claims-too-long", "longer than"],
  ])("gives the fix for %s", (reason, advice) => expect(hintAt(reason)).toContain(advice));

  it("says that there is no credential when the authorizer was not asked", () =>
    expect(createCredentialHints(FILES).take("r-1")).toContain("no Authorization header"));

  it("is kept for few requests, so that abandoned requests cost nothing", () => {
    const hints = createCredentialHints(FILES);
    for (let request = 0; request <= 100; request++) {
      hints.audit({ kind: "refused", reason: "client-unknown", callerId: undefined }, `r-${request}`);
    }
    expect(hints.take("r-0")).toContain("no Authorization header");
    expect(hints.take("r-1")).toContain("no such client");
  });
});
