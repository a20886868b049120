import type { LabelForm } from "./label-form.ts";
import { PageBytes } from "./page-bytes.ts";
import type { PageFamilies, PageFamily, PageMetric } from "./page-families.ts";

/** A format of the page. */
export interface PageForm {
  readonly contentType: string;
  readonly labels: LabelForm;
  /** Writes what comes before the metrics of a family; gives what writes each of them. */
  begin(family: PageFamily, page: PageBytes): (metric: PageMetric) => void;
}

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
