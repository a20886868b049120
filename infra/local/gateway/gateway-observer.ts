import type { Answer } from "./answer.ts";

/** The gateway's reports to the operator. */
export interface GatewayObserver {
  answered(request: AnsweredRequest): void;
  /** A function threw, returned an invalid answer or took too long. This is a bug of the proxy, not of the client. */
  failed(reason: string): void;
}

export interface AnsweredRequest {
  readonly requestId: string;
  /** Empty if the request line could not be read. */
  readonly method: string;
  /** The request target as it was sent. Empty if the request line could not be read. */
  readonly path: string;
  /** The caller's id from the authorizer; undefined before the authorizer was called. */
  readonly principalId: string | undefined;
  readonly answer: Answer;
  /** From the head of the request to the answer. */
  readonly tookMs: number;
}
