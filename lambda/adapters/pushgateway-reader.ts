import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { readStoredGroup } from "../agree/read-stored-group.ts";
import { PushgatewayOutage, type PushgatewayReader, type StoredGroup } from "../agree/stored-group.ts";
import { ElementSplitter } from "./element-splitter.ts";

export interface PushgatewayReaderSettings {
  /** For all that is read. */
  readonly timeoutMs: number;
  readonly maxGroupBytes: number;
}

/** The limits of a push keep a group far below this, unless somebody pushes past the proxy. */
export const READER_SETTINGS: PushgatewayReaderSettings = {
  timeoutMs: 20_000,
  maxGroupBytes: 64 * 1024 * 1024,
};

/** Reads the groups of the Pushgateway at `url` from its `/api/v1/metrics`, one at a time. */
export const createPushgatewayReader = (
  url: URL,
  settings: PushgatewayReaderSettings,
): PushgatewayReader => ({
  async *readGroups() {
    try {
      yield* readGroups(await get(new URL("api/v1/metrics", asFolder(url)), settings), settings);
    } catch (error) {
      throw new PushgatewayOutage("the groups of the Pushgateway cannot be read", { cause: error });
    }
  },
});

const asFolder = (url: URL): URL => new URL(url.pathname.endsWith("/") ? url : `${url.href}/`);

async function* readGroups(
  response: IncomingMessage,
  { maxGroupBytes }: PushgatewayReaderSettings,
): AsyncGenerator<StoredGroup> {
  const splitter = new ElementSplitter(maxGroupBytes);
  for await (const chunk of response) {
    for (const element of splitter.push(chunk)) {
      const group = readStoredGroup(JSON.parse(element));
      if (group !== undefined) {
        yield group;
      }
    }
  }
  if (!splitter.isComplete) {
    throw new Error("the answer is cut short");
  }
}

const get = (url: URL, { timeoutMs }: PushgatewayReaderSettings): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(url, { signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      if (response.statusCode === 200) {
        resolve(response);
      } else {
        response.resume();
        reject(new Error(`the answer has the status ${response.statusCode}`));
      }
    })
      .on("error", reject)
      .end();
  });
