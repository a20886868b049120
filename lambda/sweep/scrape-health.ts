import type { LiveState } from "../agree/live-state.ts";

/** What a scrape of the Pushgateway gives. */
export interface ScrapePage {
  readonly status: number;
  /** Not so: Prometheus drops the whole target. */
  readonly isUtf8: boolean;
  /** Names that have a TYPE line, in the order of the page. */
  readonly names: readonly string[];
  /** The beginning of a page that is an error. */
  readonly errorText: string;
}

export type ReadPage = () => Promise<ScrapePage>;

/** Whether Prometheus gets what it should; the Pushgateway's own health check says yes even when it does not. */
export type ScrapeHealth =
  | { readonly kind: "sound" }
  | { readonly kind: "unsound"; readonly reason: string }
  | { readonly kind: "unread" };

/** Judges a page by what was live before it was read: families that were pushed meanwhile may be missing or more. */
export const judgePage = (page: ScrapePage, live: LiveState): ScrapeHealth => {
  if (page.status !== 200) {
    return { kind: "unsound", reason: `the scrape answers ${page.status}: ${page.errorText}` };
  }
  if (!page.isUtf8) {
    return { kind: "unsound", reason: "the page is not UTF-8, for which Prometheus drops the target" };
  }
  const names = new Set(page.names);
  if (names.size < page.names.length) {
    return { kind: "unsound", reason: "the page has a metric family twice" };
  }
  const missing = [...familiesOf(live)].filter((name) => !names.has(name));
  return missing.length === 0
    ? { kind: "sound" }
    : {
        kind: "unsound",
        reason: `the page lacks ${missing.length} families that are stored, among them ${missing[0]}: it is cut short`,
      };
};

const familiesOf = ({ groups }: LiveState): ReadonlySet<string> =>
  new Set([...groups.values()].flatMap(({ families }) => [...families.keys()]));
