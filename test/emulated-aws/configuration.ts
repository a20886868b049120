import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OidcIssuer } from "../support/oidc-issuer.ts";

/** A placeholder for the issuer in proxy.yaml, since its address is known only when it runs. */
const ISSUER_PLACEHOLDER = "http://127.0.0.1:0";

/** The configuration of both targets, with the address of a running issuer. */
export const readConfiguration = (issuer: OidcIssuer): string =>
  readFileSync(join(import.meta.dirname, "proxy.yaml"), "utf8").replace(ISSUER_PLACEHOLDER, issuer.url);

/** The same as a separate file. */
export const writeConfiguration = (issuer: OidcIssuer): string => {
  const file = join(mkdtempSync(join(tmpdir(), "emulated-")), "proxy.yaml");
  writeFileSync(file, readConfiguration(issuer));
  return file;
};
