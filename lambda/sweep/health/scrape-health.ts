import { findUnreadableGroups } from "./unreadable-groups.ts";

/** The result of a scrape of the Pushgateway. */
export interface ScrapePage {
  readonly status: number;
  /** If it is false, Prometheus drops the whole target. */
  readonly isUtf8: boolean;
  /** Names with a TYPE line, in the order of the page. */
  readonly names: readonly string[];
  /** The start of a page with an error. */
  readonly errorText: string;
}

/**
 * Scrapes the page as Prometheus does.
 *
 * @param onLines gets the page in parts, each of whole lines
 */
export type ReadScrapePage = (onLines?: (lines: Buffer) => void) => Promise<ScrapePage>;

/** Whether Prometheus gets a valid page. The Pushgateway's own health check passes even if it does not. */
export type ScrapeHealth =
  | { readonly kind: "valid" }
  | {
      readonly kind: "invalid";
      readonly reason: string;
      /** Exact paths of groups that the page itself names, because their keys have values that are not UTF-8. */
      readonly unreadable: readonly string[];
    }
  | { readonly kind: "unread" };

/** Checks everything about a page except whether families are missing. */
export const judgePage = (page: ScrapePage): ScrapeHealth => {
  if (page.status !== 200) {
    return {
      kind: "invalid",
      reason: `the scrape answers ${page.status}: ${page.errorText.slice(0, MAX_REASON_LENGTH)}`,
      unreadable: findUnreadableGroups(page.errorText),
    };
  }
  if (!page.isUtf8) {
    return toInvalid("the page is not UTF-8, for which Prometheus drops the target");
  }
  return new Set(page.names).size < page.names.length
    ? toInvalid("the page has a metric family twice")
    : { kind: "valid" };
};

export const toCutShort = (missing: readonly string[]): ScrapeHealth =>
  toInvalid(
    `the page is cut short: stored families are missing (${missing.length}), for instance ${missing[0]}`,
  );

const toInvalid = (reason: string): ScrapeHealth => ({ kind: "invalid", reason, unreadable: [] });

const MAX_REASON_LENGTH = 1_000;
