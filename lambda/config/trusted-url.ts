/** Whether keys and tokens from the URL can be trusted: it uses TLS, or the server is on this machine. */
export const isTrustedUrl = (text: string): boolean => {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isBare = search === "" && hash === "" && username === "" && password === "";
  return isBare && (protocol === "https:" || (protocol === "http:" && LOOPBACK_HOSTS.has(hostname)));
};

/**
 * Whether a discovery document may name the URL for the issuer's keys. The document comes from outside, so plain HTTP to
 * this machine is accepted only if the issuer is on this machine, too.
 */
export const isTrustedKeysUrl = (text: string, issuer: string): boolean =>
  isTrustedUrl(text) && (new URL(text).protocol === "https:" || new URL(issuer).protocol === "http:");

/** Host names of this machine, in the form of `URL`. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
