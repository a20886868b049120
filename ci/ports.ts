/** Everything outside the program that collecting uses. */
export interface CollectPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: FilePorts;
  /** A request to the API of the CI. Throws an Error whose message says why, if there is no answer in time. */
  readonly send: (request: ApiRequest, timeoutMs: number) => Promise<ApiAnswer>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface FilePorts {
  /** Regular files that match a glob pattern, by their paths from the root, sorted; nothing in `node_modules` and `.git`. */
  readonly find: (pattern: string) => readonly string[];
  readonly sizeOf: (file: string) => number;
  /** The file's bytes in order. Throws, as node:fs does, if it cannot be read. */
  readonly read: (file: string) => Iterable<Uint8Array>;
  /** The size of the file after gzip. */
  readonly gzipSizeOf: (file: string) => number;
}

export interface ApiRequest {
  readonly method: "GET";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}
