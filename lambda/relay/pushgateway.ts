import type { Method } from "../model/push-request.ts";

/** The Pushgateway as the relay sees it. Implementations never reject, never redirect and never follow a proxy. */
export interface Pushgateway {
  /** Sends one request once. */
  send(request: RelayRequest): Promise<RelayAnswer>;
  /** Whether it says itself that it is ready. */
  isReady(timeoutMs: number): Promise<boolean>;
}

export interface RelayRequest {
  readonly method: Method;
  /** Canonical, below the Pushgateway's root. */
  readonly path: string;
  /** Delimited protobuf; undefined for DELETE. */
  readonly body: Uint8Array | undefined;
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number;
}

export type RelayAnswer =
  | { readonly kind: "answered"; readonly status: number }
  /** Nothing was listening, or the connection broke. */
  | { readonly kind: "unreachable" }
  /** The request may still be applied. */
  | { readonly kind: "timed-out" };
