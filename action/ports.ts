import type { FilePorts } from "../ci/ports.ts";

/** Everything that the action reads or changes outside itself. */
export interface Ports {
  readonly env: Environment;
  /** Throws, as node:fs does, when the file cannot be read. */
  readonly readFile: (file: string) => Uint8Array;
  readonly appendFile: (file: string, text: string) => void;
  /** Writes one line to the log. The runner looks for its commands there. */
  readonly writeLine: (line: string) => void;
  readonly http: HttpPorts;
  /** Files of the repository. */
  readonly files: FilePorts;
  /** The time of day, in milliseconds since 1970. */
  readonly epochMs: () => number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface HttpPorts {
  /**
   * Throws if there is no answer in time, which is in whole milliseconds. Follows no redirects, so that a credential
   * reaches only its own server.
   */
  readonly send: (request: HttpRequest, timeoutMs: number) => Promise<HttpAnswer>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds of a monotonic clock, which need not be the time of day. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

export interface HttpRequest {
  readonly method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
  /** @default a length */
  readonly framing?: "chunked" | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}
