import type { LabelForm } from "./label-form.ts";
import type { PageBytes } from "./page-bytes.ts";
import type { PageFamily, PageMetric } from "./page-families.ts";

/** A format of the page. */
export interface PageForm {
  readonly contentType: string;
  readonly labels: LabelForm;
  /** Writes what comes before the metrics of a family; gives what writes each of them. */
  begin(family: PageFamily, page: PageBytes): (metric: PageMetric) => void;
}
