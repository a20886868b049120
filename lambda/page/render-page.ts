import type { LabelForm } from "./label-form.ts";
import { PageBytes } from "./page-bytes.ts";
import type { PageFamilies } from "./page-families.ts";
import type { PageFamily, PageMetric } from "./page-family.ts";

/** A format of the page. */
export interface PageForm {
  readonly contentType: string;
  readonly labels: LabelForm;
  /** Writes the lines before the metrics of a family, and returns a function that writes each metric. */
  begin(family: PageFamily, page: PageBytes): (metric: PageMetric) => void;
}

/** The page in chunks, in order. Throws `UnreadableContent` at a damaged value, because values are only read here. */
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
