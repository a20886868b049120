import type { Method } from "../../model/push-request.ts";

/** The Pushgateway for the relay. Implementations never reject, never redirect and never follow a proxy. */
export interface Pushgateway {
  /** Sends one request once. */
  send(request: RelayRequest): Promise<RelayAnswer>;
  /** Whether the Pushgateway reports that it is ready. */
  isReady(timeoutMs: number): Promise<boolean>;
}

export interface RelayRequest {
  readonly method: Method;
  /** Canonical, below the Pushgateway's root. */
  readonly path: string;
  /** Delimited protobuf; undefined for DELETE. */
  readonly body: Uint8Array | undefined;
  /** For the whole exchange, including connecting. */
  readonly timeoutMs: number;
}

export type RelayAnswer =
  | { readonly kind: "answered"; readonly status: number }
  /** There was no connection, so nothing was sent. */
  | { readonly kind: "not-connected" }
  /** The connection broke before the answer was complete. The request may be applied. */
  | { readonly kind: "broken" }
  /**
   * A connection that was kept from an earlier request stayed silent, perhaps because its peer is gone. There is time
   * left for a new connection, which the next request gets. This request may still be applied.
   */
  | { readonly kind: "kept-connection-silent" }
  /** The request may still be applied. */
  | { readonly kind: "timed-out" };
