import type { IncomingMessage } from "node:http";
import { TextDecoder } from "node:util";
import { PushgatewayOutage } from "../agree/stored-group.ts";
import type { ReadPage, ScrapePage } from "../sweep/scrape-health.ts";
import { httpGet } from "./http-get.ts";

const MAX_ERROR_LENGTH = 1_000;

/** Scrapes the Pushgateway at `url` as Prometheus does. Throws a PushgatewayOutage when there is no answer. */
export const createPageReader =
  (url: URL, timeoutMs: number): ReadPage =>
  async () => {
    try {
      return await readPage(await httpGet(url, "metrics", timeoutMs));
    } catch (error) {
      throw new PushgatewayOutage("the Pushgateway cannot be scraped", { cause: error });
    }
  };

const readPage = async (response: IncomingMessage): Promise<ScrapePage> => {
  const page = { status: response.statusCode ?? 0, isUtf8: true, names: [] as string[], errorText: "" };
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    const text = rest + decode(decoder, chunk, page);
    if (page.status !== 200) {
      page.errorText = (page.errorText + text).slice(0, MAX_ERROR_LENGTH);
      continue;
    }
    const end = text.lastIndexOf("\n") + 1;
    page.names.push(...typedNames(text.slice(0, end)));
    rest = text.slice(end);
  }
  return page;
};

const decode = (decoder: TextDecoder, chunk: Uint8Array, page: { isUtf8: boolean }): string => {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    page.isUtf8 = false;
    return Buffer.from(chunk).toString("latin1");
  }
};

const typedNames = (lines: string): readonly string[] =>
  [...lines.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
