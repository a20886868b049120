import { cut } from "../ci/summary/html.ts";
import type { HttpAnswer, HttpPorts, HttpRequest } from "./ports.ts";

export type SendOutcome = { readonly kind: "answered"; readonly answer: HttpAnswer } | Unreachable;

interface Unreachable {
  readonly kind: "unreachable";
  /** A code such as ECONNREFUSED, or a text if there is no code. */
  readonly reason: string;
  readonly attempts: number;
  /** Whether the next try would fail, too. */
  readonly isFinal: boolean;
}

export interface RetrySettings {
  /** A time of the ports' clock. Nothing is started after it. */
  readonly deadlineMs: number;
  /** The most tries. @default as many as there is time for */
  readonly maxAttempts?: number | undefined;
  /** Called with the host, its problem and the wait, for the log. */
  readonly onRetry: (problem: string, waitMs: number) => void;
}

/** API Gateway always answers within 29 seconds. */
const LONGEST_ATTEMPT_MS = 30_000;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Sends until there is a final answer or the time is over. Sends again after 429, 5xx and broken connections. It waits
 * as long as `Retry-After` says, and at least twice as long as before. Other 4xx answers, certificates that are not
 * trusted, and servers without TLS are final. Every request to the proxy can be repeated without harm.
 */
export const requestWithRetries = async (
  request: HttpRequest,
  ports: HttpPorts,
  { deadlineMs, maxAttempts = Number.POSITIVE_INFINITY, onRetry }: RetrySettings,
): Promise<SendOutcome> => {
  for (let attempt = 1; ; attempt++) {
    const exchange = await attemptOnce(request, ports, deadlineMs, attempt);
    if (!isRetryable(exchange) || attempt >= maxAttempts) {
      return exchange;
    }
    const waitMs = Math.max(toBackOffMs(attempt, ports.random()), retryAfterMs(exchange));
    if (ports.now() + waitMs >= deadlineMs) {
      return exchange;
    }
    onRetry(`${new URL(request.url).host}: ${describe(exchange)}`, waitMs);
    await ports.sleep(waitMs);
  }
};

/** One answer to a request that is sent again until the time is over. Throws an Error with the reason if there is none. */
export const sendWithRetries =
  (http: HttpPorts): HttpPorts["send"] =>
  async (request, timeoutMs) => {
    const exchange = await requestWithRetries(request, http, {
      deadlineMs: http.now() + timeoutMs,
      onRetry: () => {},
    });
    if (exchange.kind === "unreachable") {
      throw new Error(exchange.reason);
    }
    return exchange.answer;
  };

const attemptOnce = async (
  request: HttpRequest,
  { send, now }: HttpPorts,
  deadlineMs: number,
  attempts: number,
): Promise<SendOutcome> => {
  try {
    const timeoutMs = Math.min(Math.max(1, Math.ceil(deadlineMs - now())), LONGEST_ATTEMPT_MS);
    return { kind: "answered", answer: await send(request, timeoutMs) };
  } catch (error) {
    return { kind: "unreachable", ...explain(error), attempts };
  }
};

const explain = (error: unknown): Pick<Unreachable, "reason" | "isFinal"> => {
  const reason = toReason(error);
  // OpenSSL's words for an answer that is not TLS.
  return reason === "EPROTO" && String(error).includes("wrong version number")
    ? { reason: "there is no TLS: its URL begins with http", isFinal: true }
    : { reason, isFinal: CERTIFICATE_ERROR.test(reason) };
};

/** The codes of https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_ERROR = /CERT|^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/;

const toReason = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return "no answer";
  }
  if (error.name === "TimeoutError") {
    return "no answer in time";
  }
  if (!("code" in error) || typeof error.code !== "string") {
    return error.message;
  }
  // Only the message has the status of the network proxy. It has the proxy's address without its password.
  return error.code === "ERR_PROXY_TUNNEL" ? cut(error.message, MAX_MESSAGE) : error.code;
};

const MAX_MESSAGE = 200;

const isRetryable = (exchange: SendOutcome): boolean =>
  exchange.kind === "unreachable"
    ? !exchange.isFinal
    : exchange.answer.status === 429 || exchange.answer.status >= 500;

/** Between half of it and the whole, so that a hundred jobs that failed together do not come back together. */
const toBackOffMs = (attempt: number, random: number): number =>
  Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS) * (0.5 + random / 2);

/** Seconds, as the proxy and API Gateway send them. A date, which other servers may send, is ignored. */
const retryAfterSeconds = (answer: HttpAnswer): number => {
  const text = answer.header("retry-after") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
};

const retryAfterMs = (exchange: SendOutcome): number =>
  exchange.kind === "answered" ? retryAfterSeconds(exchange.answer) * 1_000 : 0;

const describe = (exchange: SendOutcome): string =>
  exchange.kind === "answered" ? `the answer was ${exchange.answer.status}` : exchange.reason;
