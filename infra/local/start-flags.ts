import type { LocalReceiver } from "./local-remote-write.ts";

/** The flags of `start`. */
export interface StartFlags {
  /** An IP address for the API. Other machines can connect unless it is on loopback. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly configFile: string;
  readonly pushgatewayUrl: string | undefined;
  /** Undefined: nothing is sent anywhere. */
  readonly remoteWrite: LocalReceiver | undefined;
  readonly secretsFile: string;
  /** Undefined: beside the tokens. */
  readonly storeFile: string | undefined;
  /** Whether accepted pushes are shown. */
  readonly requests: "shown" | "quiet";
  /** `json`: one JSON object on standard output, for programs. */
  readonly output: "text" | "json";
}

export const DEFAULT_PORT = 8_080;
