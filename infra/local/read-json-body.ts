import type { IncomingMessage } from "node:http";
import { readJson } from "../../lambda/model/fields.ts";

const MAX_BODY_BYTES = 64 * 1024;

/** Undefined if it is not JSON, or has more than 64 KiB. */
export const readJsonBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return readJson(Buffer.concat(chunks).toString("utf8"));
};
