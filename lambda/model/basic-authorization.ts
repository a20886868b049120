/** The value of an Authorization header (RFC 7617, in UTF-8). `userPass` is `<user>:<password>`. */
export const toBasicAuthorization = (userPass: string): string =>
  `Basic ${Buffer.from(userPass).toString("base64")}`;

/** The value for the credential of a URL. Undefined if it has no user. Throws if the user or password has a wrong escape. */
export const urlAuthorization = ({ username, password }: URL): string | undefined =>
  username === ""
    ? undefined
    : toBasicAuthorization(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
