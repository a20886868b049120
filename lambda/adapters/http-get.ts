import { type IncomingMessage, request } from "node:http";
import { request as tlsRequest } from "node:https";

/** Asks for `path` below `base`, and gives the answer as soon as its head is there. The time is for the whole answer. */
export const httpGet = (base: URL, path: string, timeoutMs: number): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const url = new URL(path, base.pathname.endsWith("/") ? base : `${base.href}/`);
    const send = url.protocol === "https:" ? tlsRequest : request;
    send(url, { signal: AbortSignal.timeout(timeoutMs) }, resolve)
      .on("error", reject)
      .end();
  });
