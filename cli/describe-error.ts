/** One line for a failure outside the program: files, the network, AWS. Undefined for anything else, which is a bug. */
export const describeError = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) {
    return undefined;
  }
  return describeAwsError(error) ?? describeSystemError(error);
};

/** The same for a request to AWS, which fails for no other reason. */
export const describeAwsProblem = (error: unknown): string =>
  describeError(error) ?? `AWS cannot be asked: ${(error as Error).message}`;

interface AwsError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const describeAwsError = (error: AwsError): string | undefined => {
  const known = AWS_ADVICE[error.name] ?? adviseOnMessage(error.message);
  if (known === undefined && error.$metadata === undefined) {
    return undefined;
  }
  const advice = known ?? adviseOnCode(error.code) ?? "see the AWS documentation for this error";
  return `AWS cannot be asked (${error.name}: ${firstLineOf(error.message)}); ${advice}`;
};

const NO_CREDENTIALS = "log in first (aws sso login or aws configure), or set AWS_PROFILE";
const EXPIRED = "the credentials have expired: log in again (aws sso login)";
const TOO_MANY = "AWS takes no more requests at the moment: try again in a minute";
const NOT_ALLOWED =
  "these credentials may not do this: use those of an operator, or ask for the permission that the message names";

/** By the names of the SDK's errors. */
const AWS_ADVICE: Readonly<Record<string, string | undefined>> = {
  CredentialsProviderError: NO_CREDENTIALS,
  UnrecognizedClientException: NO_CREDENTIALS,
  InvalidClientTokenId: NO_CREDENTIALS,
  InvalidSignatureException: NO_CREDENTIALS,
  ExpiredTokenException: EXPIRED,
  ExpiredToken: EXPIRED,
  AccessDeniedException: NOT_ALLOWED,
  AccessDenied: NOT_ALLOWED,
  ResourceNotFoundException:
    "check the region (AWS_REGION) and the account, and that the proxy is deployed there",
  TooManyRequestsException: TOO_MANY,
  ThrottlingException: TOO_MANY,
  TimeoutError: "check the network, and that this machine may reach AWS",
};

const adviseOnMessage = (message: string): string | undefined =>
  message.includes("Region is missing") ? "set AWS_REGION to the region of the deployment" : undefined;

/** There was no connection, for instance because there is no such region. */
const adviseOnCode = (code: unknown): string | undefined =>
  typeof code === "string" && /^E[A-Z0-9_]+$/.test(code)
    ? "check the network and the region (AWS_REGION)"
    : undefined;

interface SystemError extends Error {
  readonly code?: unknown;
  readonly path?: unknown;
}

const describeSystemError = (error: SystemError): string | undefined => {
  const { code, path } = error;
  if (typeof code !== "string" || !/^E[A-Z0-9]+$/.test(code)) {
    return undefined;
  }
  const advice = SYSTEM_ADVICE[code];
  const subject = typeof path === "string" ? path : withoutCode(firstLineOf(error.message));
  return advice === undefined ? firstLineOf(error.message) : `${subject}: ${advice} (${code})`;
};

const SYSTEM_ADVICE: Readonly<Record<string, string | undefined>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user may not read or write it",
  EPERM: "this user may not read or write it",
  EISDIR: "it is a folder; name a file",
  EMFILE: "this process has too many open files; raise the limit with ulimit -n",
  ENFILE: "this machine has too many open files; end programs that have many files open",
  ENOSPC: "the disk is full; make room on it",
  EROFS: "the file system is read-only; choose a path on another one",
  ECONNREFUSED: "nothing listens there; is it running, and is the address right?",
  ENOTFOUND: "there is no such host; check the address and the network",
  EAI_AGAIN: "the host name cannot be looked up; check the network",
  ETIMEDOUT: "no answer in time; check the address and the network",
};

/** "EISDIR: illegal operation, read" without the parts that the line already contains. */
const withoutCode = (message: string): string => message.replace(/^E[A-Z0-9]+: /, "");

const firstLineOf = (text: string): string => text.split("\n", 1)[0] ?? "";
