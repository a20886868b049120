import { type IncomingHttpHeaders, request as startHttp } from "node:http";
import { request as startHttps } from "node:https";
import { isRecord } from "../../lambda/model/is-record.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";

export interface SmokeRequest {
  readonly method: string;
  /** Below the base URL, sent byte by byte: fetch would fold dots and refuse some. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** @default a length */
  readonly framing?: "chunked";
}

export interface SmokeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined when the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Why there is no answer. */
export interface NoAnswer {
  /** `unreachable`: no connection, or silence on it: the next request would fare no better. `broken`: it ended too early. */
  readonly kind: "unreachable" | "broken";
  readonly detail: string;
}

const TIMEOUT_MS = 30_000;

export const sendSmokeRequest = async (
  url: URL,
  smoke: SmokeRequest,
): Promise<Result<SmokeAnswer, NoAnswer>> => {
  const connection = { isOpen: false };
  try {
    return ok(await exchange(url, smoke, connection));
  } catch (error) {
    // A connection that Node tries at several addresses fails with several errors and no message.
    const { message, code } = error as NodeJS.ErrnoException;
    const detail = message === "" ? String(code) : message.trim();
    return err({ kind: connection.isOpen ? "broken" : "unreachable", detail });
  }
};

const exchange = (url: URL, smoke: SmokeRequest, connection: { isOpen: boolean }): Promise<SmokeAnswer> => {
  const start = url.protocol === "https:" ? startHttps : startHttp;
  const { method, headers, body, framing } = smoke;
  return new Promise((resolve, reject) => {
    const outgoing = start(
      {
        hostname: url.hostname,
        port: url.port,
        path: `${url.pathname.replace(/\/$/, "")}${smoke.path}`,
        method,
        // One connection a request: each check stands for itself.
        agent: false,
        headers: {
          ...headers,
          ...(framing === "chunked"
            ? { "Transfer-Encoding": "chunked" }
            : { "Content-Length": body?.length ?? 0 }),
        },
        timeout: TIMEOUT_MS,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: parseObject(text),
          });
        });
      },
    );
    outgoing.on("socket", (socket) => {
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => {
        connection.isOpen = true;
      });
    });
    outgoing.on("timeout", () => {
      connection.isOpen = false;
      outgoing.destroy(new Error(`no answer in ${TIMEOUT_MS / 1_000} s`));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
};

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
