import { toBasicAuth } from "../credentials.ts";
import { GRANTED_BODY, GRANTED_PATH, type HostileCase, hostile } from "./hostile-case.ts";

const denied = hostile(403, "group-not-granted");
const metricsDenied = hostile(403, "metrics-not-granted");

/** Each just outside the grant: job mallory-*, team=red, instance=m-* (optional), metrics mal_* and m:*:x. */
const GROUPS: Readonly<Record<string, string>> = {
  "a job one letter short": "/metrics/job/mallory/team/red",
  "a job with a letter in front": "/metrics/job/xmallory-a/team/red",
  "a job with a blank in front": "/metrics/job/%20mallory-a/team/red",
  "a job in capitals": "/metrics/job/Mallory-a/team/red",
  "a job that is a star": "/metrics/job/*/team/red",
  "a job of another client": "/metrics/job/neighbour/team/red",
  "a job of another client as base64": "/metrics/job@base64/bmVpZ2hib3Vy/team/red",
  "a job of look-alike letters": "/metrics/job/m%D0%B0llory-a/team/red",
  "a job with a full-width letter": "/metrics/job/%EF%BD%8Dallory-a/team/red",
  "a job with an invisible character": "/metrics/job/%E2%80%8Bmallory-a/team/red",
  "a job encoded twice": "/metrics/job/%256dallory-a/team/red",
  "the scrape's own job": "/metrics/job/pushgateway/team/red",
  "no team": "/metrics/job/mallory-a",
  "an empty team": "/metrics/job/mallory-a/team@base64/=",
  "an empty team by a slash": "/metrics/job/mallory-a/team/",
  "another team": "/metrics/job/mallory-a/team/blue",
  "a team that starts alike": "/metrics/job/mallory-a/team/redd",
  "a team that ends alike": "/metrics/job/mallory-a/team/xred",
  "a team in capitals": "/metrics/job/mallory-a/team/RED",
  "a team that is a star": "/metrics/job/mallory-a/team/*",
  "a team with a blank behind": "/metrics/job/mallory-a/team/red%20",
  "a team with a plus behind": "/metrics/job/mallory-a/team/red+",
  "a team with an encoded slash": "/metrics/job/mallory-a/team/red%2F",
  "a team with a slash and more": "/metrics/job/mallory-a/team/red%2Fteam%2Fblue",
  "a team of another client as base64": "/metrics/job/mallory-a/team@base64/Ymx1ZQ",
  "an instance outside its pattern": "/metrics/job/mallory-a/team/red/instance/x-1",
  "an instance one letter short": "/metrics/job/mallory-a/team/red/instance/m",
  "a label that is not granted": "/metrics/job/mallory-a/team/red/zone/a",
  "a label that is not granted, first": "/metrics/job/mallory-a/zone/a/team/red",
  "a label in capitals": "/metrics/job/mallory-a/TEAM/red",
  "a label of a client's prototype": "/metrics/job/mallory-a/team/red/constructor/x",
  "instance as job's stand-in": "/metrics/job/neighbour/instance/m-1/team/red",
};

/** One line of text format each, just outside what the grant gives. */
const METRICS: Readonly<Record<string, string>> = {
  "a metric of another name": "other_x 1\n",
  "a metric that lacks the underscore": "mal 1\n",
  "a metric with a letter in front": "xmal_x 1\n",
  "a metric in capitals": "MAL_X 1\n",
  "a metric that the second pattern almost matches": "m:a:xx 1\n",
  "one of two that is not granted": "mal_x 1\nother_x 1\n",
  "a histogram of another name":
    'other_seconds_bucket{le="+Inf"} 1\nother_seconds_sum 1\nother_seconds_count 1\n',
  "a body label held to instance": 'mal_x{instance="x-1"} 1\n',
  "one series of two with a held label": 'mal_x{instance="m-1"} 1\nmal_x{instance="db"} 1\n',
  "a held label that is a star": 'mal_x{instance="*"} 1\n',
  "a held label one letter short": 'mal_x{instance="m"} 1\n',
  "a held label with an escape": 'mal_x{instance="\\\\m-1"} 1\n',
};

export const GRANTS: readonly HostileCase[] = [
  ...Object.entries(GROUPS).map(([name, path]) => denied(name, { path })),
  ...["PUT", "POST"].flatMap((method) =>
    Object.entries(METRICS).map(([name, body]) => metricsDenied(`${method} of ${name}`, { method, body })),
  ),
  denied("DELETE, which no grant has", { method: "DELETE", body: "" }),
  denied("DELETE of another's group", { method: "DELETE", path: "/metrics/job/neighbour", body: "" }),
  denied("a push by a client that has dry runs only", ({ token }) => ({
    authorization: toBasicAuth("mallory-dry", token),
    path: GRANTED_PATH,
  })),
  denied("dry_run=false by a client that has dry runs only", ({ token }) => ({
    authorization: toBasicAuth("mallory-dry", token),
    path: `${GRANTED_PATH}?dry_run=false`,
  })),
  denied("dry_run in capitals by a client that has dry runs only", ({ token }) => ({
    authorization: toBasicAuth("mallory-dry", token),
    path: `${GRANTED_PATH}?DRY_RUN=true`,
  })),
  denied("a dry run of what is not granted", { path: "/metrics/job/neighbour/team/red?dry_run=true" }),
  metricsDenied("a dry run of a metric that is not granted", {
    path: `${GRANTED_PATH}?dry_run=true`,
    body: "other_x 1\n",
  }),
  metricsDenied("a metric that is not granted, as JSON", {
    headers: [["Content-Type", "application/json"]],
    body: '{"other_x": 1}',
  }),
  metricsDenied("a metric that is not granted, as OpenMetrics", {
    headers: [["Content-Type", "application/openmetrics-text"]],
    body: "# TYPE other_x gauge\nother_x 1\n# EOF\n",
  }),
  ...["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"].map((header) =>
    denied(`DELETE with ${header}: PUT`, { method: "DELETE", headers: [[header, "PUT"]], body: "" }),
  ),
  ...["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"].map((header) =>
    denied(`another's group with ${header} of a granted one`, {
      path: "/metrics/job/neighbour",
      headers: [[header, GRANTED_PATH]],
      body: GRANTED_BODY,
    }),
  ),
];
