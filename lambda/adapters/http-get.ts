import { type IncomingMessage, request } from "node:http";
import { request as tlsRequest } from "node:https";
import type { Duplex } from "node:stream";

/** Resolves when the head of the answer has arrived. The deadline is for the whole answer. Follows no redirects. */
export const httpGet = (
  url: URL,
  deadline: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? tlsRequest : request;
    send(url, { signal: deadline, headers }, resolve)
      .on("error", reject)
      .on("upgrade", rejectUpgrade(reject))
      .end();
  });

/** Without it, a request that is answered with status 101 would end without a response and without an error. */
export const rejectUpgrade =
  (reject: (error: Error) => void) =>
  (_: IncomingMessage, socket: Duplex): void => {
    socket.destroy();
    reject(new Error("the answer has status 101"));
  };

/** The URL of `path` below `base`, whether or not `base` ends with a slash. */
export const toUrlBelow = (base: URL, path: string): URL =>
  new URL(path, base.pathname.endsWith("/") ? base : `${base.href}/`);
