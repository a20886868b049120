import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import {
  BytesIEC,
  CountsPerMinute,
  PercentUnit,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { graph, type Row, stat, table, toPrometheusDashboard } from "./panels.ts";

const REFUSED = 'pushgateway_proxy_refused_pushes_total{client=~"$client"}';

const LAST_SWEEP = "pushgateway_proxy_last_sweep_timestamp_seconds";

const now: Row = {
  title: "Now",
  panels: [
    stat(
      {
        title: "Page valid",
        what: "1: Prometheus gets what it should. 0, or nothing arrives: it does not. An invalid page cannot be scraped, so it shows as a failed target.",
        unit: Short,
      },
      "min(pushgateway_proxy_page_valid)",
    ),
    stat(
      {
        title: "Last run of the sweep",
        what: "How long ago the last known one began. Every five minutes one does.",
        unit: Seconds,
      },
      `max(time() - ${LAST_SWEEP}) or max(time() - last_over_time(${LAST_SWEEP}[1d]))`,
    ),
    stat(
      {
        title: "Groups not relayed",
        what: "Stored groups that the Pushgateway had in an older version, or not at all.",
        unit: Short,
      },
      "max(pushgateway_proxy_relay_lag_groups)",
    ),
    stat(
      {
        title: "Highest limit",
        what: "How much of a limit is used, by the client that uses most of one.",
        unit: PercentUnit,
      },
      'max(pushgateway_proxy_client_limit_used_ratio{client=~"$client"})',
    ),
  ],
};

const refusals: Row = {
  title: "Refused pushes",
  panels: [
    graph(
      {
        title: "Refusals by client",
        what: "Clients often do not look at the answer: these push in vain. The counter is written every five minutes.",
        unit: CountsPerMinute,
      },
      { expr: `sum by (client) (rate(${REFUSED}[15m])) * 60`, legend: "{{client}}" },
    ),
    graph(
      { title: "Refusals by code", what: "docs/errors.md says what each means.", unit: CountsPerMinute },
      { expr: `sum by (code) (rate(${REFUSED}[15m])) * 60`, legend: "{{code}}" },
    ),
    table({ title: "Refusals by client and code", what: "Since the store was made." }, [
      { name: "refused", unit: Short, expr: REFUSED },
    ]),
  ],
};

const ofClient = (name: string): string => `pushgateway_proxy_client_${name}{client=~"$client"}`;

const clients: Row = {
  title: "Clients",
  panels: [
    graph(
      { title: "Series by client", what: "Those of all groups that count for the client.", unit: Short },
      { expr: ofClient("series"), legend: "{{client}}" },
    ),
    graph(
      {
        title: "Limits used",
        what: "At 100 % new groups or series get 429. Of an issuer: by the subject that uses most.",
        unit: PercentUnit,
      },
      { expr: ofClient("limit_used_ratio"), legend: "{{client}} {{limit}}" },
      { expr: "pushgateway_proxy_store_limit_used_ratio", legend: "all {{limit}}" },
    ),
    table({ title: "What clients hold", what: "Limits of an issuer are for each of its subjects." }, [
      { name: "groups", unit: Short, expr: ofClient("groups") },
      { name: "at most", unit: Short, expr: ofClient("max_groups") },
      { name: "series", unit: Short, expr: ofClient("series") },
      { name: "series at most", unit: Short, expr: ofClient("max_series") },
      { name: "bytes", unit: BytesIEC, expr: ofClient("bytes") },
      { name: "bytes at most", unit: BytesIEC, expr: ofClient("max_bytes") },
      { name: "names", unit: Short, expr: ofClient("names") },
      { name: "names at most", unit: Short, expr: ofClient("max_names") },
    ]),
  ],
};

const sweep: Row = {
  title: "Sweep, relay and remote write",
  panels: [
    graph(
      {
        title: "Duration of a run",
        what: "A run that takes minutes needs fewer groups or a faster Pushgateway.",
        unit: Seconds,
      },
      { expr: "pushgateway_proxy_last_sweep_duration_seconds", legend: "run" },
      {
        expr: "time() - pushgateway_proxy_last_whole_sweep_timestamp_seconds",
        legend: "since the last run that repaired everything",
      },
    ),
    graph(
      {
        title: "Lag",
        what: "For how long at most a destination has not had what is stored.",
        unit: Seconds,
      },
      { expr: "pushgateway_proxy_relay_lag_seconds", legend: "Pushgateway" },
      { expr: "pushgateway_proxy_remote_write_lag_seconds", legend: "{{destination}}" },
    ),
    graph(
      { title: "Age of the Pushgateway", what: "It falls to nothing with each restart.", unit: Seconds },
      { expr: "time() - pushgateway_proxy_pushgateway_start_timestamp_seconds", legend: "since its start" },
    ),
    graph(
      { title: "Duration of a scrape", what: "It must stay below the scrape_timeout.", unit: Seconds },
      { expr: 'scrape_duration_seconds{job="$scrape_job"}', legend: "{{instance}}" },
    ),
  ],
};

/** The proxy itself, from the group with its own metrics. */
export const proxy = (): Dashboard =>
  toPrometheusDashboard(
    {
      uid: "pushgateway-proxy",
      title: "pushgateway-proxy",
      description: "Who is refused, who nears a limit, and whether what is stored arrives.",
    },
    { label: "client", metric: "pushgateway_proxy_client_groups" },
    [now, refusals, clients, sweep],
  );
