import type { ProtocolVersion } from "../../config/proxy-config.ts";

/** A remote-write endpoint. Implementations never reject, never redirect and never follow a proxy. */
export interface RemoteWriteReceiver {
  /** Sends one request once. */
  send(request: RemoteWriteRequest): Promise<RemoteWriteAnswer>;
  /** Reads the credential again: the receiver did not take it. */
  renewCredential(): Promise<void>;
}

export interface RemoteWriteRequest {
  /** A block of snappy. */
  readonly body: Uint8Array;
  readonly protocol: ProtocolVersion;
  /** 0 at first. */
  readonly attempt: number;
  /** For the whole exchange, connecting included. */
  readonly timeoutMs: number;
}

export type RemoteWriteAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Undefined: it does not say. */
      readonly retryAfterMs: number | undefined;
      /** Whether it says how much it has written, as receivers of 2.0 must. */
      readonly saysWritten: boolean;
      /** The beginning of the body, for the log. */
      readonly text: string;
    }
  /** Nothing was listening, the connection broke, or the time was up. It may still be stored. */
  | { readonly kind: "unanswered"; readonly reason: string };
