import { PageBytes } from "./page-bytes.ts";
import type { PageFamilies } from "./page-families.ts";
import type { PageForm } from "./page-form.ts";

/**
 * The page in chunks, in order. Whoever takes them can do something else in between. Throws `UnreadableContent` where a
 * value that is not read until now is damaged.
 */
export function* renderPage(families: PageFamilies, form: PageForm): Generator<Uint8Array> {
  const page = new PageBytes();
  for (const family of families.sorted()) {
    const write = form.begin(family, page);
    for (const metric of family.metrics) {
      write(metric);
      if (page.hasFull) {
        yield* page.takeFull();
      }
    }
  }
  yield page.takeRest();
}
