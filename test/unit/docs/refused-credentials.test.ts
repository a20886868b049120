import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { AuthenticationOutcome } from "../../../lambda/authenticate/authentication-outcome.ts";

const OPERATING = readFileSync(join(import.meta.dirname, "../../../docs/operating.md"), "utf8");

type Reason = Exclude<AuthenticationOutcome, { kind: "authenticated" }>["reason"];

/** The compiler refuses a reason that is missing here. */
const REASONS: Readonly<Record<Reason, true>> = {
  "credential-missing": true,
  "credential-malformed": true,
  "client-unknown": true,
  "client-without-token": true,
  "token-wrong": true,
  "issuer-unknown": true,
  "signed-token-invalid": true,
  "signed-token-expired": true,
  "claims-too-long": true,
  "secret-store": true,
  "issuer-keys": true,
};

describe("docs/operating.md", () => {
  it("explains every reason in the authorizer's log, and no other", () => {
    const [, section = ""] = /^## Refused credentials$(.*?)^## /ms.exec(OPERATING) ?? [];
    const cells = [...section.matchAll(/^\| (`.*?) \|/gm)].slice(1).map(([, cell = ""]) => cell);
    const explained = cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
    expect(explained).toEqual(Object.keys(REASONS));
  });
});
