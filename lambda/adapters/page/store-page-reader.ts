import { makePage } from "../../page/make-page.ts";
import { TEXT_FORM } from "../../page/text-form.ts";
import type { GroupStore } from "../../store/store.ts";
import type { ReadScrapePage, ScrapePage } from "../../sweep/health/scrape-health.ts";
import { PushgatewayOutage } from "../../sweep/scan/seen-group.ts";
import { readScrapePage } from "../pushgateway/scrape-page-reader.ts";

/**
 * Renders the page as `GET /metrics` does, without keeping it. Throws a PushgatewayOutage if that takes longer than
 * `timeoutMs`, or if the store does not answer.
 */
export const createStorePageReader =
  (groups: Pick<GroupStore, "scan">, timeoutMs: number): ReadScrapePage =>
  async (onLines) => {
    const endMs = performance.now() + timeoutMs;
    let page: ScrapePage | undefined;
    const checkTime = (): void => {
      if (performance.now() > endMs) {
        throw new Error(`the page takes longer than ${timeoutMs} ms`);
      }
    };
    try {
      await makePage(
        {
          groups,
          pack: async (chunks) => {
            page = await readScrapePage(200, toBuffers(chunks), onLines);
            return NOTHING;
          },
          checkTime,
        },
        { isShown: () => true, form: TEXT_FORM, encoding: "identity", maxBytes: Number.MAX_SAFE_INTEGER },
      );
    } catch (error) {
      throw new PushgatewayOutage("the page cannot be rendered from the store", { cause: error });
    }
    if (page === undefined) {
      throw new PushgatewayOutage("the store holds more than fits on a page");
    }
    return page;
  };

const NOTHING = new Uint8Array();

async function* toBuffers(chunks: Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    // Chunks share memory that the renderer reuses.
    yield Buffer.from(chunk);
  }
}
