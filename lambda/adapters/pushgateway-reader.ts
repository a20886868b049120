import { readStoredGroup } from "../agree/read-stored-group.ts";
import { PushgatewayOutage, type PushgatewayReader, type StoredGroup } from "../agree/stored-group.ts";
import { ElementSplitter } from "./element-splitter.ts";
import { httpGet } from "./http-get.ts";

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
      yield* readGroups(url, settings);
    } catch (error) {
      throw new PushgatewayOutage("the groups of the Pushgateway cannot be read", { cause: error });
    }
  },
});

async function* readGroups(
  url: URL,
  { timeoutMs, maxGroupBytes }: PushgatewayReaderSettings,
): AsyncGenerator<StoredGroup> {
  const response = await httpGet(url, "api/v1/metrics", timeoutMs);
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`the answer has the status ${response.statusCode}`);
  }
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
