import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "../../../lambda/model/result.ts";
import type { Exchange } from "./exchange.ts";
import { MAX_PAYLOAD_BYTES } from "./limits.ts";

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
  const body = new CollectedBody();
  request.on("data", (chunk: Buffer) => {
    if (!body.add(chunk)) {
      resolve(err("too-large"));
    }
  });
  request.once("end", () => resolve(ok(body.join())));
  request.once("close", () => {
    if (!request.readableEnded) {
      resolve(err("gone"));
    }
  });
};

/** A kept chunk takes some 200 bytes in addition to its own. So chunks of a few bytes are joined before they are many. */
const MAX_SEPARATE_CHUNKS = 1_000;

class CollectedBody {
  #joined: Buffer[] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** Returns false if the body is too large. Then nothing of it is kept. */
  add(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_PAYLOAD_BYTES) {
      this.#joined = [];
      this.#chunks = [];
      return false;
    }
    this.#chunks.push(chunk);
    if (this.#chunks.length === MAX_SEPARATE_CHUNKS) {
      this.#joined.push(Buffer.concat(this.#chunks));
      this.#chunks = [];
    }
    return true;
  }

  join(): Buffer {
    const parts = [...this.#joined, ...this.#chunks];
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }
}
