import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { BytesIEC, CountsPerMinute, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { graph, type Row, stat, table, toPrometheusDashboard } from "./panels.ts";

const PUSHED_AT = 'pushgateway_proxy_push_timestamp_seconds{job=~"$job"}';

const now: Row = {
  title: "Now",
  panels: [
    stat(
      { title: "Groups", what: "Groups on the page, one for each grouping key.", unit: Short },
      `count(${PUSHED_AT})`,
    ),
    stat(
      {
        title: "Stale groups",
        what: "Groups that have not been pushed for more than twice as long as it usually takes, and five minutes.",
        unit: Short,
      },
      'count(pushed:age_seconds{job=~"$job"} > 2 * pushed:interval_seconds + 300) or vector(0)',
    ),
    stat(
      { title: "Oldest push", what: "How long ago the group was pushed that is the oldest.", unit: Seconds },
      `max(time() - ${PUSHED_AT})`,
    ),
    stat(
      { title: "Samples on the page", what: "What one scrape brings, of all jobs.", unit: Short },
      'sum(scrape_samples_scraped{job="$scrape_job"})',
    ),
  ],
};

const pushes: Row = {
  title: "Pushes",
  panels: [
    graph(
      {
        title: "Pushes that a scrape has seen",
        what: "Of several pushes of one group between two scrapes only the last is seen.",
        unit: CountsPerMinute,
      },
      { expr: `sum by (job) (changes(${PUSHED_AT}[5m])) / 5`, legend: "{{job}}" },
    ),
    graph(
      { title: "Age of the last push", what: "The twenty groups that are the oldest.", unit: Seconds },
      { expr: `topk(20, time() - ${PUSHED_AT})`, legend: "{{job}} {{instance}}" },
    ),
  ],
};

const sizes: Row = {
  title: "Sizes",
  panels: [
    graph(
      { title: "Groups by job", what: "A line that only rises lacks an expiry in proxy.yaml.", unit: Short },
      { expr: `count by (job) (${PUSHED_AT})`, legend: "{{job}}" },
    ),
    graph(
      {
        title: "Samples of each scrape",
        what: "Half of it gone at once means that something was deleted, or lost.",
        unit: Short,
      },
      { expr: 'scrape_samples_scraped{job="$scrape_job"}', legend: "{{instance}}" },
    ),
    table(
      {
        title: "Series by job",
        what: "Everything that Prometheus has of a job at this moment, besides its groups.",
      },
      [
        { name: "series", unit: Short, expr: 'count by (job) ({__name__!="", job=~"$job"})' },
        { name: "groups", unit: Short, expr: `count by (job) (${PUSHED_AT})` },
      ],
    ),
  ],
};

const groups: Row = {
  title: "Groups",
  panels: [
    table(
      {
        title: "Oldest groups",
        what: "The usual interval is known from the fourth push on, and not of jobs that may stop at any time (rules.yaml).",
      },
      [
        { name: "age", unit: Seconds, expr: 'topk(100, pushed:age_seconds{job=~"$job"})' },
        { name: "usual interval", unit: Seconds, expr: 'pushed:interval_seconds{job=~"$job"}' },
      ],
    ),
    table(
      {
        title: "Batch jobs",
        what: "Of what pushes batch_job_… as the examples do: time since the last success, and how long the last run took.",
      },
      [
        {
          name: "since last success",
          unit: Seconds,
          expr: 'time() - batch_job_last_success_timestamp_seconds{job=~"$job"}',
        },
        { name: "duration", unit: Seconds, expr: 'batch_job_duration_seconds{job=~"$job"}' },
        { name: "exit status", unit: Short, expr: 'batch_job_exit_status{job=~"$job"}' },
      ],
    ),
  ],
};

const scrape: Row = {
  title: "Scrape",
  panels: [
    graph(
      { title: "Duration of a scrape", what: "It must stay below the scrape_timeout.", unit: Seconds },
      { expr: 'scrape_duration_seconds{job="$scrape_job"}', legend: "{{instance}}" },
    ),
    graph(
      {
        title: "Memory of the Pushgateway",
        what: "None where the page of the proxy is scraped.",
        unit: BytesIEC,
      },
      { expr: 'process_resident_memory_bytes{job="$scrape_job"}', legend: "{{instance}}" },
    ),
  ],
};

/** The pushed metrics: how old, how much, by whom, and what has gone stale. */
export const pushedMetrics = (): Dashboard =>
  toPrometheusDashboard(
    {
      uid: "pushgateway-proxy-pushed",
      title: "Pushed metrics",
      description: "What is pushed through pushgateway-proxy. Ages and intervals need dashboards/rules.yaml.",
    },
    { label: "job", metric: "pushgateway_proxy_push_timestamp_seconds" },
    [now, pushes, sizes, groups, scrape],
  );
