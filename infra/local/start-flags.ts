import type { LocalReceiver } from "./local-remote-write.ts";

/** What `start` is told on the command line. */
export interface StartFlags {
  /** An IP address for the API; other machines can connect to one that is not on loopback. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly configFile: string;
  readonly pushgatewayUrl: string | undefined;
  /** Undefined: nothing is written anywhere. */
  readonly remoteWrite: LocalReceiver | undefined;
  readonly secretsFile: string;
  /** Undefined: beside the tokens. */
  readonly storeFile: string | undefined;
  /** Whether pushes that were taken are shown. */
  readonly requests: "shown" | "quiet";
  /** `json`: one JSON object on standard output, for programs. */
  readonly output: "text" | "json";
}

export const DEFAULT_PORT = 8_080;
