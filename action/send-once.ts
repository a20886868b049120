import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type ClientRequest, Agent as HttpAgent, request as startHttp } from "node:http";
import { Agent as HttpsAgent, request as startHttps } from "node:https";
import type { Socket } from "node:net";
import { LOOPBACK_HOSTS } from "../lambda/config/trusted-url.ts";
import type { HttpAnswer, HttpPorts, HttpRequest } from "./ports.ts";

/** The same limit as in curl: a smaller body is sent immediately. */
const MAX_UNASKED_BYTES = 1_000_000;

/** RFC 9110 section 10.1.1: a server need not ask for a body. */
const CONTINUE_TIMEOUT_MS = 1_000;

/**
 * Sends one request over a separate connection and reads its whole answer. The URL is sent as it is written, while fetch
 * would resolve dot segments. A large body is sent only after `100 Continue`: if the server closes the connection while a
 * body is written, Node.js cannot read the answer. Uses `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment if
 * Node.js knows them (24.5 and later), but not for this machine.
 */
export const sendOnce: HttpPorts["send"] = (request, timeoutMs) =>
  new Promise((resolve, reject) => {
    const { outgoing, sockets } = watchSockets(() => start(request));
    const timeout = AbortSignal.timeout(timeoutMs);
    timeout.addEventListener("abort", () => {
      reject(timeout.reason);
      outgoing.destroy();
      // While a proxy opens a tunnel, the request does not have its socket, and would wait forever.
      for (const socket of sockets) {
        socket.destroy();
      }
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const { statusCode: status = 0, headers } = incoming;
        const header: HttpAnswer["header"] = (name) => headers[name]?.toString();
        resolve({ status, header, body: Buffer.concat(chunks).toString("utf8") });
        outgoing.destroy();
      });
    });
    sendBody(outgoing, request.body);
  });

/** The request, and the connection that starting it opens at once. */
const watchSockets = (
  start: () => ClientRequest,
): { readonly outgoing: ClientRequest; readonly sockets: readonly Socket[] } => {
  const sockets: Socket[] = [];
  const watch = (message: unknown): void =>
    void sockets.push((message as { readonly socket: Socket }).socket);
  subscribe("net.client.socket", watch);
  try {
    return { outgoing: start(), sockets };
  } finally {
    unsubscribe("net.client.socket", watch);
  }
};

const start = ({ method, url, headers, body, framing }: HttpRequest): ClientRequest => {
  const { protocol, hostname, port } = new URL(url);
  const [startRequest, Agent] = protocol === "https:" ? [startHttps, HttpsAgent] : [startHttp, HttpAgent];
  return startRequest({
    // IPv6 addresses without brackets.
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port,
    path: url.replace(/^[^:]+:\/\/[^/?]*/, "").replace(/^(?!\/)/, "/"),
    method,
    agent: new Agent(LOOPBACK_HOSTS.has(hostname) ? {} : { proxyEnv: process.env }),
    headers: {
      ...headers,
      ...(isLarge(body) && { Expect: "100-continue" }),
      ...(framing === "chunked"
        ? { "Transfer-Encoding": "chunked" }
        : body && { "Content-Length": body.length }),
    },
  });
};

const isLarge = (body: Uint8Array | undefined): boolean => (body?.length ?? 0) > MAX_UNASKED_BYTES;

const sendBody = (outgoing: ClientRequest, body: Uint8Array | undefined): void => {
  if (!isLarge(body)) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  const send = (): void => void outgoing.end(body);
  outgoing.once("continue", send);
  const timer = setTimeout(send, CONTINUE_TIMEOUT_MS);
  for (const event of ["continue", "response", "close"]) {
    outgoing.once(event, () => clearTimeout(timer));
  }
};
