/** Whether keys and tokens of the URL can be trusted: TLS, or a server on this very machine. */
export const isTrustedUrl = (text: string): boolean => {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const isBare = search === "" && hash === "" && username === "" && password === "";
  return isBare && (protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname)));
};

/**
 * Whether an issuer may lead to the URL for its keys. What it says comes from outside: plain HTTP to this machine is taken
 * from an issuer on this machine alone.
 */
export const isTrustedKeysUrl = (text: string, issuer: string): boolean =>
  isTrustedUrl(text) && (new URL(text).protocol === "https:" || new URL(issuer).protocol === "http:");

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
