import { type Pages, servePages } from "../native-histograms/page-server.ts";
import { startScraperOfMany } from "../native-histograms/scraper-of-many.ts";
import { findPrometheus3 } from "../real-components.ts";

/** The indexes of the pages that Prometheus 3.16 does not store when it scrapes them as protobuf. */
export const findUnscraped = async (pages: readonly Pages[]): Promise<readonly number[]> => {
  const server = await servePages(pages);
  const everyPage = [...pages.keys()];
  const scraper = await startScraperOfMany(findPrometheus3() ?? "", "3.16 protobuf", server.host, everyPage);
  try {
    return [...(await scraper.findLost())];
  } finally {
    await scraper.stop();
    server.close();
  }
};
