import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The headers of every answer of the console: no other host, no frame, no inline script, no caching. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

/** Why a request is refused. */
export interface Turned {
  readonly status: 401 | 403 | 421;
  readonly error: string;
}

/**
 * Admits requests whose Host is a name of this server. This stops DNS rebinding: a page of another host that was
 * pointed here sends its own name.
 */
export const guardHost = ({ host }: IncomingHttpHeaders, port: number): Turned | undefined =>
  [`127.0.0.1:${port}`, `localhost:${port}`].includes(host ?? "")
    ? undefined
    : { status: 421, error: `the console answers only at http://127.0.0.1:${port}` };

/** Admits requests of the console's own page, with the token of its address. */
export const guardApi = (headers: IncomingHttpHeaders, port: number, token: string): Turned | undefined => {
  const { origin, authorization = "" } = headers;
  const site = headers["sec-fetch-site"];
  if (
    (site !== undefined && site !== "same-origin") ||
    (origin !== undefined && ![`http://127.0.0.1:${port}`, `http://localhost:${port}`].includes(origin))
  ) {
    return { status: 403, error: "the console answers only its own page" };
  }
  return isEqual(authorization, `Bearer ${token}`)
    ? undefined
    : {
        status: 401,
        error:
          "this address lacks the token, or has an old one: open the console by the address that was printed last",
      };
};

const isEqual = (sent: string, expected: string): boolean => {
  const a = Buffer.from(sent);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
};
