/** The Prometheus that reads it. Releases before 3.8 refuse a file with the keys that ask for native histograms. */
export type PrometheusReader = "3.8 or newer" | "before 3.8";

export interface ScrapeTarget {
  /** `scrape.job` of the configuration: no push may use it as its job. */
  readonly job: string;
  /** host:port, or the host of the API */
  readonly address: string;
  /** Undefined for a Pushgateway, which needs no credential. */
  readonly page?: PageAccess;
  /** For a Pushgateway behind TLS or below a path. */
  readonly route?: { readonly scheme: "http" | "https"; readonly path: string };
}

/** The target of a Pushgateway at this URL. */
export const toScrapeTarget = (job: string, url: string): ScrapeTarget => {
  const { host, protocol, pathname } = new URL(url);
  const scheme = protocol === "https:" ? "https" : "http";
  return { job, address: host, route: { scheme, path: `${pathname.replace(/\/$/, "")}/metrics` } };
};

/** How the API's page is scraped. */
export interface PageAccess {
  /** After the stage, if the API has one. */
  readonly path: string;
  /** The client that may scrape. */
  readonly client: string;
}

/** The scraper's file with the client's token. */
export const TOKEN_FILE = "/etc/prometheus/pushgateway-proxy.token";

/**
 * Details that only a protobuf page has, above all native histograms. Classic buckets are kept beside them for existing
 * queries.
 */
const PROTOBUF_KEYS = [
  "scrape_native_histograms: true",
  "always_scrape_classic_histograms: true",
  "scrape_protocols: [PrometheusProto, OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText0.0.4]",
];

/** The same for Alloy: https://grafana.com/docs/alloy/latest/reference/components/prometheus/prometheus.scrape/ */
const PROTOBUF_ATTRIBUTES = [
  "scrape_native_histograms  = true",
  "scrape_classic_histograms = true",
  'scrape_protocols          = ["PrometheusProto", "OpenMetricsText1.0.0", "OpenMetricsText0.0.1", "PrometheusText0.0.4"]',
];

/** The `scrape_configs` of a Prometheus that gets the metrics as they were pushed, ready to paste. */
export const toScrapeConfig = (
  { job, address, page, route }: ScrapeTarget,
  reader: PrometheusReader,
): string =>
  [
    "scrape_configs:",
    `  - job_name: ${JSON.stringify(job)}`,
    "    honor_labels: true",
    ...(reader === "3.8 or newer" ? PROTOBUF_KEYS.map((key) => `    ${key}`) : []),
    ...(page === undefined ? [] : toPageKeys(page).map((key) => `    ${key}`)),
    ...(route === undefined ? [] : toRouteKeys(route).map((key) => `    ${key}`)),
    "    static_configs:",
    `      - targets: [${JSON.stringify(address)}]`,
    "",
  ].join("\n");

const toPageKeys = ({ path, client }: PageAccess): readonly string[] => [
  "scheme: https",
  `metrics_path: ${JSON.stringify(path)}`,
  "scrape_interval: 60s",
  "scrape_timeout: 30s",
  "basic_auth:",
  `  username: ${JSON.stringify(client)}`,
  `  password_file: ${JSON.stringify(TOKEN_FILE)}`,
];

/** Without Prometheus' own defaults. */
const toRouteKeys = ({ scheme, path }: NonNullable<ScrapeTarget["route"]>): readonly string[] => [
  ...(scheme === "http" ? [] : ["scheme: https"]),
  ...(path === "/metrics" ? [] : [`metrics_path: ${JSON.stringify(path)}`]),
];

/** The same for Grafana Alloy. The user chooses the destination. */
export const toAlloyScrape = ({ job, address, page }: ScrapeTarget & { readonly page: PageAccess }): string =>
  [
    'prometheus.scrape "pushgateway_proxy" {',
    `  targets         = [{"__address__" = ${JSON.stringify(address)}}]`,
    `  job_name        = ${JSON.stringify(job)}`,
    "  honor_labels    = true",
    ...PROTOBUF_ATTRIBUTES.map((attribute) => `  ${attribute}`),
    '  scheme          = "https"',
    `  metrics_path    = ${JSON.stringify(page.path)}`,
    '  scrape_interval = "60s"',
    '  scrape_timeout  = "30s"',
    "  basic_auth {",
    `    username      = ${JSON.stringify(page.client)}`,
    `    password_file = ${JSON.stringify(TOKEN_FILE)}`,
    "  }",
    "  forward_to = [prometheus.remote_write.default.receiver]",
    "}",
    "",
  ].join("\n");
