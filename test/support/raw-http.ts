import { connect } from "node:net";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** From lower-case names to values. Several lines of one name are joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawOptions {
  /** How many answers to wait for: more than one for pipelined requests. */
  readonly answers?: number;
  /** The answer is to a HEAD and has no body, whatever its Content-Length. */
  readonly isHead?: boolean;
  /** Half-closes the connection after the request. */
  readonly endsAfterRequest?: boolean;
  readonly timeoutMs?: number;
}

/**
 * Sends raw bytes over a separate connection, for requests that no HTTP client would make. Rejects when the connection
 * ends, or the time is over, before all answers have arrived, so that nothing hangs.
 */
export const sendRaw = (
  url: string,
  request: string | Uint8Array | readonly (string | Uint8Array)[],
  { answers = 1, isHead = false, endsAfterRequest = false, timeoutMs = 10_000 }: RawOptions = {},
): Promise<readonly RawAnswer[]> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      finish();
    };
    const fail = (what: string) => (): void =>
      settle(() =>
        reject(new Error(`${what}; received ${JSON.stringify(received.toString("latin1").slice(0, 400))}`)),
      );
    const timer = setTimeout(fail(`no answer in ${timeoutMs} ms`), timeoutMs);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const parsed = parseAnswers(received, isHead);
      if (parsed.length >= answers) {
        settle(() => resolve(parsed));
      }
    });
    // A server that has answered may close while the rest of a request is still in flight.
    socket.on("error", () => {});
    socket.on("close", fail("the connection ended"));
    const parts = typeof request === "string" || request instanceof Uint8Array ? [request] : request;
    for (const part of parts) {
      socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part);
    }
    if (endsAfterRequest) {
      socket.end();
    }
  });

/** The complete answers. Interim ones (100 Continue) are left out. */
const parseAnswers = (received: Buffer, isHead: boolean): readonly RawAnswer[] => {
  const answers: RawAnswer[] = [];
  let rest = received;
  for (;;) {
    const headEnd = rest.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return answers;
    }
    const { status, headers } = parseHead(rest.subarray(0, headEnd).toString("latin1"));
    const length = isHead || status < 200 ? 0 : Number(headers["content-length"] ?? 0);
    const end = headEnd + 4 + length;
    if (rest.length < end) {
      return answers;
    }
    if (status >= 200) {
      answers.push({ status, headers, body: rest.subarray(headEnd + 4, end).toString("utf8") });
    }
    rest = rest.subarray(end);
  }
};

const parseHead = (head: string): Pick<RawAnswer, "status" | "headers"> => {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return { status: Number(statusLine.split(" ")[1]), headers };
};
