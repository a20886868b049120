import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OidcIssuer } from "../support/oidc-issuer.ts";

/** Stands for the issuer in proxy.yaml: what its address is, is known when it runs. */
const ISSUER_PLACEHOLDER = "http://127.0.0.1:0";

/** The configuration that both targets run, with the address of an issuer that does. */
export const readConfiguration = (issuer: OidcIssuer): string =>
  readFileSync(join(import.meta.dirname, "proxy.yaml"), "utf8").replace(ISSUER_PLACEHOLDER, issuer.url);

/** The same as its own file. */
export const writeConfiguration = (issuer: OidcIssuer): string => {
  const file = join(mkdtempSync(join(tmpdir(), "emulated-")), "proxy.yaml");
  writeFileSync(file, readConfiguration(issuer));
  return file;
};
