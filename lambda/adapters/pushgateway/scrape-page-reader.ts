import { isUtf8 } from "node:buffer";
import type { ReadScrapePage, ScrapePage } from "../../sweep/health/scrape-health.ts";
import { PushgatewayOutage } from "../../sweep/scan/seen-group.ts";
import { httpGet, toUrlBelow } from "../http-get.ts";

/** The Pushgateway names each invalid series with some hundred characters. */
const MAX_ERROR_LENGTH = 100_000;

/** Scrapes the Pushgateway at `url` as Prometheus does. Throws a PushgatewayOutage if there is no answer. */
export const createPageReader =
  (url: URL, timeoutMs: number): ReadScrapePage =>
  async (onLines) => {
    try {
      const response = await httpGet(toUrlBelow(url, "metrics"), AbortSignal.timeout(timeoutMs));
      return await readScrapePage(response.statusCode ?? 0, response, onLines);
    } catch (error) {
      throw new PushgatewayOutage("the Pushgateway cannot be scraped", { cause: error });
    }
  };

/** The page of an answer with this status, whatever the sizes of its chunks. */
export const readScrapePage = async (
  status: number,
  chunks: AsyncIterable<Buffer>,
  onLines?: (lines: Buffer) => void,
): Promise<ScrapePage> => {
  const page = { status, isUtf8: true, names: [] as string[], errorText: "" };
  const read = (lines: Buffer): void => {
    readLines(lines, page);
    onLines?.(lines);
  };
  let rest: Buffer = NOTHING;
  for await (const chunk of chunks) {
    // In UTF-8 a line feed is never a part of another character, so whole lines can be checked one by one.
    const start = rest.length === 0 ? 0 : chunk.indexOf(LINE_FEED) + 1;
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    // Only the line that two chunks share is copied. Copying each chunk would double the garbage.
    if (start > 0) {
      read(Buffer.concat([rest, chunk.subarray(0, start)]));
    }
    read(chunk.subarray(start, end));
    rest = end > 0 || rest.length === 0 ? chunk.subarray(end) : Buffer.concat([rest, chunk]);
  }
  read(rest);
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

/** Read as bytes, because a page has tens of megabytes and only some names are kept. */
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
    if (isLine) {
      page.names.push(lines.toString("utf8", start, lines.indexOf(" ", start)));
    }
  }
};

const TYPE_LINE = "# TYPE ";
