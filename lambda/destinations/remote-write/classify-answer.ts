import type { ProtocolVersion } from "../../config/proxy-config.ts";
import type { RemoteWriteAnswer } from "./receiver.ts";

/** What to do after an answer. Its text is only for the log and decides nothing. */
export type Demand =
  | { readonly kind: "stored" }
  /** Some samples were stored, and the others are not worth sending again. */
  | { readonly kind: "partly-stored"; readonly written: number }
  | { readonly kind: "again"; readonly afterMs: number | undefined }
  | { readonly kind: "credential" }
  /** Something in the request is wrong. Halving it finds out what. */
  | { readonly kind: "halves" }
  | { readonly kind: "smaller" }
  /** The receiver does not know 2.0, or has accepted it without storing it. */
  | { readonly kind: "older-protocol" }
  /** There is no receiver at this URL, perhaps only for a moment. */
  | { readonly kind: "absent" }
  | { readonly kind: "drop" };

export const classifyAnswer = (answer: RemoteWriteAnswer, protocol: ProtocolVersion): Demand => {
  if (answer.kind === "unanswered") {
    return { kind: "again", afterMs: undefined };
  }
  const { status, retryAfterMs, written } = answer;
  if (status >= 200 && status < 300) {
    return { kind: protocol === "2.0" && written === 0 ? "older-protocol" : "stored" };
  }
  if (status === 429 || status >= 500) {
    return { kind: "again", afterMs: retryAfterMs };
  }
  if (status >= 300 && status < 400) {
    return { kind: "absent" };
  }
  switch (status) {
    case 400:
      return written > 0 ? { kind: "partly-stored", written } : { kind: "halves" };
    case 401:
    case 403:
      return { kind: "credential" };
    case 404:
    case 405:
      return { kind: "absent" };
    case 413:
      return { kind: "smaller" };
    case 415:
      return { kind: protocol === "2.0" ? "older-protocol" : "drop" };
    default:
      return { kind: "drop" };
  }
};

/** The answer of Prometheus without native histograms to a request that has one. */
export const isServerError = (answer: RemoteWriteAnswer): boolean =>
  answer.kind === "answered" && answer.status === 500;

/** For the log, unchanged. */
export const describeAnswer = (answer: RemoteWriteAnswer): string =>
  answer.kind === "unanswered" ? answer.reason : `${answer.status} ${answer.text}`.trim();
