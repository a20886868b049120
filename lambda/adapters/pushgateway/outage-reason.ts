/** The Pushgateway, or a server in front of it, has answered with another status than 200. */
export class UnexpectedStatus extends Error {
  override readonly name = "UnexpectedStatus";
  readonly status: number;

  constructor(status: number) {
    super(`the answer has the status ${status}`);
    this.status = status;
  }
}

/**
 * Why a read of the Pushgateway has failed, and the fix, as the end of a sentence. Without its URL, which may contain a
 * credential.
 */
export const describeFailedRead = (error: unknown): string => {
  if (error instanceof UnexpectedStatus) {
    return `${error.message}: ${adviseOnStatus(error.status)}`;
  }
  const { name, code, message } = error as Error & { readonly code?: string };
  if (name === "TimeoutError" || name === "AbortError") {
    return "it gives no complete answer in time: look at its log and its load";
  }
  if (error instanceof SyntaxError || error instanceof TypeError || code?.startsWith("HPE_") === true) {
    return "it does not answer as a Pushgateway does: check its URL";
  }
  return FAILED_CONNECTIONS.get(code ?? "") ?? `${message}: look at its log, or at what is in front of it`;
};

const CLOSED = "the connection ends without a complete answer: look at its log, or at what is in front of it";

const FAILED_CONNECTIONS: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "the connection is refused: start it, or check its URL"],
  ["ENOTFOUND", "the host of its URL is not known: check the URL"],
  ["ECONNRESET", CLOSED],
  ["EPIPE", CLOSED],
]);

/** The fix of this status. */
export const adviseOnStatus = (status: number): string => {
  if (status === 401 || status === 403) {
    return "check the user and the password of its URL, as in http://USER:PASSWORD@HOST:PORT";
  }
  if (status >= 300 && status < 400) {
    return "redirects are not followed, so give the URL to which this one leads";
  }
  return status >= 500
    ? "look at its log, or at that of the proxy in front of it"
    : "check the host, the port and the path of its URL; the path is that of its --web.external-url or --web.route-prefix";
};
