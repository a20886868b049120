import type { ProtocolVersion } from "../../config/proxy-config.ts";

/** A remote-write endpoint. Implementations never reject, never redirect and never follow a proxy. */
export interface RemoteWriteReceiver {
  /** Sends one request once. */
  send(request: RemoteWriteRequest): Promise<RemoteWriteAnswer>;
  /** Reads the credential again after a refusal. */
  renewCredential(): Promise<void>;
}

export interface RemoteWriteRequest {
  /** A snappy block. */
  readonly body: Uint8Array;
  readonly protocol: ProtocolVersion;
  /** 0 at first. */
  readonly attempt: number;
  /** For the whole exchange, including connecting. */
  readonly timeoutMs: number;
}

export type RemoteWriteAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Undefined if the receiver does not say. */
      readonly retryAfterMs: number | undefined;
      /** How many samples of the request were written. Only receivers of 2.0 say it; 0 if they do not. */
      readonly written: number;
      /** The start of the body, for the log. */
      readonly text: string;
    }
  /** Nothing was listening, the connection broke, or the time was over. The request may still be stored. */
  | { readonly kind: "unanswered"; readonly reason: string };
