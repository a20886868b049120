import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { HttpPorts } from "../action/ports.ts";
import type { FilePorts } from "../ci/ports.ts";

/** Everything that commands use outside the program, except files. */
export interface CliPorts {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text that is piped into the command. */
  readonly readStdin: () => Uint8Array;
  /** The next line that the user types; undefined if there is no terminal. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly connectLambda: () => Promise<LambdaClient>;
  readonly connectLogs: () => Promise<CloudWatchLogsClient>;
  readonly connectSecretsManager: () => Promise<SecretsManagerClient>;
  readonly http: HttpPorts;
  /** Opens an address in the operator's browser. Does nothing if there is no browser. */
  readonly openBrowser: (url: string) => Promise<void>;
  /** Resolves when the program is told to end. */
  readonly untilStopped: () => Promise<void>;
  /** Files below the current folder. */
  readonly files: FilePorts;
  /** The time of day, in milliseconds since 1970. */
  readonly epochMs: () => number;
  /** Runs a program to its end with this process's streams, and returns its exit status. */
  readonly runProgram: (program: string, args: readonly string[]) => Promise<number>;
}

export interface Output {
  readonly write: (text: string) => void;
  /** Whether it is a terminal, where a line can be overwritten. */
  readonly isTerminal: boolean;
  readonly columns: number;
}
