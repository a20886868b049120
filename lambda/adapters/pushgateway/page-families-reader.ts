import { decodeFamilies } from "../../decode/protobuf/decode-protobuf.ts";
import { DELIMITED_PROTOBUF } from "../../model/format.ts";
import { ProtobufPage } from "../../sweep/scan/protobuf-page.ts";
import { httpGet, toUrlBelow } from "../http-get.ts";
import { MessageSplitter } from "./message-splitter.ts";

/**
 * Reads the page of the Pushgateway at `url` as protobuf, one family at a time. Undefined: a group breaks the page, so it
 * cannot be read. Throws if the answer is not complete.
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
      const decoded = decodeFamilies(message);
      if (!decoded.ok) {
        return undefined;
      }
      for (const family of decoded.value) {
        page.add(family);
      }
    }
  }
  // If it cannot encode a metric, it ends the page there, with status 200.
  return splitter.isComplete ? page : undefined;
};
