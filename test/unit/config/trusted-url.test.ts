import { describe, expect, it } from "@jest/globals";
import { isTrustedKeysUrl } from "../../../lambda/config/trusted-url.ts";

describe("the URL of an issuer's keys in a discovery document", () => {
  it.each([
    ["https://keys.example/jwks", "https://issuer.example", true],
    ["HTTPS://keys.example/jwks", "https://issuer.example", true],
    ["https://keys.example/jwks", "http://127.0.0.1:8080", true],
    ["http://127.0.0.1:8080/jwks", "http://127.0.0.1:8080", true],
    ["http://localhost:1/jwks", "http://[::1]:2", true],
    ["http://127.0.0.1:8080/jwks", "https://issuer.example", false],
    ["http://localhost/jwks", "https://issuer.example", false],
    ["http://[::1]/jwks", "https://127.0.0.1", false],
    ["http://keys.example/jwks", "http://127.0.0.1:8080", false],
    ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:8080", false],
    ["file:///etc/passwd", "http://127.0.0.1:8080", false],
    ["jwks", "https://issuer.example", false],
  ])("%s is trusted for %s: %s", (url, issuer, expected) =>
    expect(isTrustedKeysUrl(url, issuer)).toBe(expected),
  );
});
