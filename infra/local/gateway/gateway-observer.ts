import type { Answer } from "./answer.ts";

/** What the gateway tells the operator. */
export interface GatewayObserver {
  answered(request: AnsweredRequest): void;
  /** A function threw, answered nonsense or not in time: a bug of ours, not of the client. */
  failed(reason: string): void;
}

export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  /** The request target as it was sent. */
  readonly path: string;
  /** As the authorizer named it; undefined before it was asked. */
  readonly principalId: string | undefined;
  readonly answer: Answer;
  /** From the head of the request to the answer. */
  readonly tookMs: number;
}
