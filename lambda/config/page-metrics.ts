import type { MetricInfo } from "./sweep-metrics.ts";

/**
 * The metrics that the page function writes with each scrape, in the namespace of `METRICS_NAMESPACE` with the environment as
 * their only dimension. An alarm fires when the statistic is at least `from` in `periods` periods of five minutes in a row.
 */
export const PAGE_METRICS = {
  scrapes: { statistic: "Sum", what: "scrapes of the page" },
  scrapeBytes: { statistic: "Maximum", what: "bytes of the page as it was sent, compressed" },
  failedScrapes: {
    statistic: "Sum",
    what: "scrapes that got no page, because the store failed, or the page took too long or was too large",
    alarm: { name: "scrape-failing", from: 1, periods: 1 },
  },
} as const satisfies Readonly<Record<string, MetricInfo>>;

export type PageMetricName = keyof typeof PAGE_METRICS;
