import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "../../../lambda/model/result.ts";
import type { Exchange } from "./exchange.ts";
import { MAX_PAYLOAD_BYTES } from "./limits.ts";

const EMPTY = Buffer.alloc(0);

/** `gone`: the client, or its connection, ended before the body did. */
export type BodyRefusal = "too-large" | "gone";

/**
 * Reads the body, chunked or not. A body that is too large is not kept. If the client declares its size in advance, it
 * is not asked to send it.
 */
export const readBody = (
  exchange: Pick<Exchange, "request" | "askForBody">,
): Promise<Result<Buffer, BodyRefusal>> => {
  const { request } = exchange;
  if (Number(request.headers["content-length"] ?? 0) > MAX_PAYLOAD_BYTES) {
    return Promise.resolve(err("too-large"));
  }
  exchange.askForBody();
  return new Promise((resolve) => collect(request, resolve));
};

const collect = (request: IncomingMessage, resolve: (body: Result<Buffer, BodyRefusal>) => void): void => {
  let chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_PAYLOAD_BYTES) {
      chunks.push(chunk);
    } else {
      chunks = [];
      resolve(err("too-large"));
    }
  });
  request.once("end", () => resolve(ok(join(chunks))));
  request.once("close", () => {
    if (!request.readableEnded) {
      resolve(err("gone"));
    }
  });
};

const join = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks);
