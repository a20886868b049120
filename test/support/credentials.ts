/** An Authorization header of the Basic scheme, RFC 7617. */
export const toBasicAuth = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
