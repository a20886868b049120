import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { PushgatewayOutage } from "../agree/stored-group.ts";
import type { ReadPage, ScrapePage } from "../sweep/scrape-health.ts";
import { httpGet } from "./http-get.ts";

/** Some hundred characters for each series that is to blame. */
const MAX_ERROR_LENGTH = 100_000;

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
  let rest: Buffer = NOTHING;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // No character of UTF-8 has a line feed in it: whole lines can be judged one by one.
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    readLines(bytes.subarray(0, end), page);
    rest = bytes.subarray(end);
  }
  readLines(rest, page);
  return page;
};

const NOTHING = Buffer.alloc(0);
const LINE_FEED = 0x0a;

interface PageBeingRead {
  readonly status: number;
  readonly names: string[];
  isUtf8: boolean;
  errorText: string;
}

/** As bytes: a page has tens of megabytes, of which some names are all that is kept. */
const readLines = (lines: Buffer, page: PageBeingRead): void => {
  if (page.status !== 200) {
    page.errorText = (page.errorText + lines.toString("utf8", 0, MAX_ERROR_LENGTH)).slice(
      0,
      MAX_ERROR_LENGTH,
    );
    return;
  }
  page.isUtf8 &&= isUtf8(lines);
  for (let at = lines.indexOf(TYPE_LINE); at >= 0; at = lines.indexOf(TYPE_LINE, at + 1)) {
    const isLine = at === 0 || lines[at - 1] === LINE_FEED;
    const start = at + TYPE_LINE.length;
    if (isLine) page.names.push(lines.toString("utf8", start, lines.indexOf(" ", start)));
  }
};

const TYPE_LINE = "# TYPE ";
