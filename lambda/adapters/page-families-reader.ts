import { decodeProtobuf } from "../decode/protobuf/decode-protobuf.ts";
import { DELIMITED_PROTOBUF } from "../model/format.ts";
import { ProtobufPage } from "../sweep/run/protobuf-page.ts";
import { httpGet, toUrlBelow } from "./http-get.ts";
import { MessageSplitter } from "./message-splitter.ts";

/**
 * Reads the page of the Pushgateway at `url` as protobuf, one family at a time. Undefined: some group breaks the page, so that
 * nobody can read it. Throws when there is no whole answer.
 */
export const readPageFamilies = async (url: URL, timeoutMs: number): Promise<ProtobufPage | undefined> => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const response = await httpGet(toUrlBelow(url, "metrics"), deadline, { Accept: DELIMITED_PROTOBUF });
  if (response.statusCode !== 200) {
    response.resume();
    return undefined;
  }
  const page = new ProtobufPage();
  const splitter = new MessageSplitter();
  for await (const chunk of response) {
    for (const message of splitter.push(chunk)) {
      const decoded = decodeProtobuf(message);
      if (!decoded.ok) {
        return undefined;
      }
      for (const family of decoded.value.families) {
        page.add(family);
      }
    }
  }
  // It ends a page with status 200 where it meets what it cannot encode.
  return splitter.isComplete ? page : undefined;
};
