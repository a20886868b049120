/**
 * About 12,000 series in 1.1 MB, as a service with many routes exposes them: counters with three labels, gauges with
 * one or two, histograms with eleven buckets, and summaries. It is always the same.
 */
export const createLargeExposition = (): string =>
  [...counters(), ...gauges(), ...histograms(), ...summaries(), ""].join("\n");

const METHODS = ["GET", "POST", "PUT", "DELETE"];
const STATUSES = ["200", "201", "400", "404", "500"];
const BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "+Inf"];

const header = (name: string, type: string): readonly string[] => [
  `# HELP ${name} What ${name} says, in a sentence of the usual length.`,
  `# TYPE ${name} ${type}`,
];

/** A number that looks like a measurement. */
const measurement = (seed: number): number => ((seed * 7919) % 100_003) / 97;

const range = (length: number): readonly number[] => [...Array(length).keys()];

const counters = (): readonly string[] => [
  ...header("app_http_requests_total", "counter"),
  ...range(200).flatMap((route) =>
    METHODS.flatMap((method) =>
      STATUSES.map(
        (status, i) =>
          `app_http_requests_total{method="${method}",path="/api/v1/resources/${route}",status="${status}"} ${route * 31 + i}`,
      ),
    ),
  ),
];

const gauges = (): readonly string[] => [
  ...header("app_queue_length", "gauge"),
  ...range(1_500).map((queue) => `app_queue_length{queue="jobs-${queue}"} ${queue % 17}`),
  ...header("app_worker_memory_bytes", "gauge"),
  ...range(1_000).map(
    (worker) =>
      `app_worker_memory_bytes{pool="pool-${worker % 10}",worker="${worker}"} ${measurement(worker)}`,
  ),
];

const histograms = (): readonly string[] => [
  ...header("app_request_duration_seconds", "histogram"),
  ...range(300).flatMap((route) => {
    const labels = `method="${METHODS[route % 4]}",path="/api/v1/resources/${route}"`;
    return [
      ...BOUNDS.map(
        (le, i) => `app_request_duration_seconds_bucket{${labels},le="${le}"} ${(i + 1) * (route + 1)}`,
      ),
      `app_request_duration_seconds_sum{${labels}} ${measurement(route)}`,
      `app_request_duration_seconds_count{${labels}} ${11 * (route + 1)}`,
    ];
  }),
];

const summaries = (): readonly string[] => [
  ...header("app_job_duration_seconds", "summary"),
  ...range(270).flatMap((job) => [
    ...["0.5", "0.9", "0.99"].map(
      (quantile) =>
        `app_job_duration_seconds{job_name="job-${job}",quantile="${quantile}"} ${measurement(job)}`,
    ),
    `app_job_duration_seconds_sum{job_name="job-${job}"} ${measurement(job * 3)}`,
    `app_job_duration_seconds_count{job_name="job-${job}"} ${job}`,
  ]),
];
