import { decodeProtobuf } from "../decode/protobuf/decode-protobuf.ts";
import { DELIMITED_PROTOBUF } from "../model/format.ts";
import { PageFamilies } from "../sweep/run/page-families.ts";
import { httpGet, toUrlBelow } from "./http-get.ts";
import { MessageSplitter } from "./message-splitter.ts";

/** Reads the page of the Pushgateway at `url` as protobuf, one family at a time. Throws when it is not whole. */
export const readPageFamilies = async (url: URL, timeoutMs: number): Promise<PageFamilies> => {
  const deadline = AbortSignal.timeout(timeoutMs);
  const response = await httpGet(toUrlBelow(url, "metrics"), deadline, { Accept: DELIMITED_PROTOBUF });
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`the page has the status ${response.statusCode}`);
  }
  const page = new PageFamilies();
  const splitter = new MessageSplitter();
  for await (const chunk of response) {
    for (const message of splitter.push(chunk)) {
      const decoded = decodeProtobuf(message);
      if (!decoded.ok) {
        throw new Error(`a family of the page cannot be read: ${decoded.error.detail}`);
      }
      for (const family of decoded.value.families) {
        page.add(family);
      }
    }
  }
  if (!splitter.isComplete) {
    throw new Error("the page is cut short");
  }
  return page;
};
