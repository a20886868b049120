import type {
  CallerSummary,
  ContractTable,
  FoldedRefusal,
  Group,
  GroupContent,
  GroupTable,
  Overview,
  Part,
} from "../../../console/api.ts";
import { keyOf } from "../grouping-key.ts";

const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();

/** Thirty counts that look like traffic. */
const wave = (height: number, phase: number): readonly number[] =>
  Array.from({ length: 30 }, (_, minute) =>
    Math.max(0, Math.round(height * (1 + Math.sin(minute / 3 + phase)))),
  );

export const aGroup = (
  job: string,
  labels: Readonly<Record<string, string>> = {},
  changes: Partial<Group> = {},
): Group => ({
  path: keyOf(job, labels).path,
  job,
  labels,
  pushedAt: secondsAgo(4),
  usualSeconds: 30,
  expiresAfterSeconds: 30 * 86_400,
  series: 12,
  bytes: 1_480,
  owner: "ci",
  relayed: "relayed",
  pushedByMinute: wave(2, job.length),
  ...changes,
});

export const GROUPS: readonly Group[] = [
  aGroup("ci-build", { branch: "main" }),
  aGroup(
    "ci-build",
    { branch: "feature/upload-retries" },
    { pushedAt: secondsAgo(190), series: 11, relayed: "waiting" },
  ),
  aGroup("ci-nightly", {}, { pushedAt: secondsAgo(26 * 3_600), usualSeconds: 43_200, series: 4, bytes: 620 }),
  aGroup(
    "desktop-app",
    { instance: "laptop" },
    { owner: "desktop-app", pushedAt: secondsAgo(38), series: 3, bytes: 402, usualSeconds: undefined },
  ),
  aGroup(
    "desktop-app",
    { instance: "workstation-7" },
    {
      owner: "desktop-app",
      pushedAt: secondsAgo(29 * 86_400),
      series: 3,
      bytes: 402,
      usualSeconds: undefined,
    },
  ),
  aGroup(
    "legacy-cron",
    {},
    {
      owner: undefined,
      bytes: undefined,
      pushedAt: secondsAgo(7_000),
      series: 2,
      relayed: "foreign",
      usualSeconds: undefined,
      expiresAfterSeconds: undefined,
      pushedByMinute: undefined,
    },
  ),
];

export const toTable = (groups: readonly Group[]): GroupTable => ({
  groups,
  total: groups.length,
  unreadable: [],
});

export const aPart = (name: Part["name"], changes: Partial<Part> = {}): Part => ({
  name,
  state: "good",
  text: "It answers.",
  seenAt: secondsAgo(2),
  groups: [],
  ...changes,
});

const PARTS: readonly Part[] = [
  aPart("store", { text: "SQLite in .local answers in 1 ms." }),
  aPart("Pushgateway", { text: "Version 1.11.3 at http://127.0.0.1:9091 answers." }),
  aPart("sweep", { text: "The last run repaired nothing.", seenAt: secondsAgo(41) }),
  aPart("page", { text: "38 series, and every line can be scraped.", seenAt: secondsAgo(12) }),
];

export const CALLERS: readonly CallerSummary[] = [
  {
    id: "desktop-app",
    kind: "client",
    mayPush: true,
    example: { method: "PUT", path: "/metrics/job/desktop-app", metric: "desktop_demo" },
    limits: { groups: 1_000, series: 100_000, bytes: 64 * 1_048_576, names: 500 },
    owners: [{ owner: "desktop-app", groups: 2, series: 6, bytes: 804, names: 3 }],
  },
  {
    id: "ci",
    kind: "client",
    mayPush: true,
    example: { method: "PUT", path: "/metrics/job/ci-demo", metric: "ci_demo" },
    limits: { groups: 4, series: 30, bytes: 65_536, names: 100 },
    owners: [{ owner: "ci", groups: 3, series: 30, bytes: 3_580, names: 14 }],
  },
  {
    id: "github",
    kind: "issuer",
    mayPush: true,
    example: undefined,
    limits: { groups: 50, series: 5_000, bytes: 1_048_576, names: 200 },
    owners: [{ owner: "github example/app", groups: 1, series: 9, bytes: 900, names: 5 }],
  },
];

export const REFUSALS: readonly FoldedRefusal[] = [
  {
    client: "desktop-app",
    status: 422,
    problem: "payload-invalid",
    method: "PUT",
    path: "/metrics/job/desktop-app/instance/laptop",
    detail: 'the bucket up to +Inf of "desktop_save_seconds" counts 3, less than the 5 below it',
    issue: {
      code: "bucket-not-cumulative",
      detail: 'the bucket up to +Inf of "desktop_save_seconds" counts 3, less than the 5 below it',
      line: 3,
      column: 1,
      pointer: undefined,
    },
    issues: 2,
    fix: "Count everything at or below the bound.",
    count: 4,
    firstAt: secondsAgo(900),
    lastAt: secondsAgo(25),
  },
  {
    client: "ci",
    status: 409,
    problem: "contract-conflict",
    method: "POST",
    path: "/metrics/job/ci-build/branch/main",
    detail: '"ci_tests" is a gauge already, and is pushed as a counter',
    issue: {
      code: "type-conflict",
      detail: '"ci_tests" is a gauge already, and is pushed as a counter',
      line: 1,
      column: 8,
      pointer: undefined,
    },
    issues: 1,
    fix: "Push it as a gauge, or use another name.",
    count: 1,
    firstAt: secondsAgo(300),
    lastAt: secondsAgo(300),
  },
  {
    client: "ci",
    status: 403,
    problem: "group-not-granted",
    method: "PUT",
    path: "/metrics/job/nightly/branch/main",
    detail: 'job "nightly" is not granted; this client may push to "ci-*"',
    issue: undefined,
    issues: 0,
    fix: "Push to a job that the grants allow.",
    count: 12,
    firstAt: secondsAgo(1_700),
    lastAt: secondsAgo(610),
  },
  {
    client: undefined,
    status: 401,
    problem: "credential-invalid",
    method: "PUT",
    path: "/metrics/job/backup",
    detail: 'there is no client "backup" in proxy.yaml',
    issue: undefined,
    issues: 0,
    fix: "Send the id and the token of a client of proxy.yaml.",
    count: 11,
    firstAt: secondsAgo(1_500),
    lastAt: secondsAgo(1_100),
  },
];

const OWN = { groups: 1, series: 40, bytes: 5_120, names: 0 };

export const anOverview = (changes: Partial<Overview> = {}): Overview => ({
  version: "0.1.0",
  place: "local",
  pushUrl: "http://127.0.0.1:8080",
  configFile: "proxy.yaml",
  mayChange: false,
  callers: CALLERS,
  traffic: {
    pushed: 1_204,
    refused: 28,
    medianMs: 1.9,
    pushedByMinute: wave(20, 0),
    refusedByMinute: wave(1, 2),
  },
  parts: PARTS,
  refusals: REFUSALS,
  held: { groups: GROUPS.length + 1, series: 75, bytes: 9_504, names: 17 },
  own: OWN,
  limits: { groups: undefined, series: 1_000_000, bytes: 1_073_741_824, names: 10_000 },
  validation: { scrapeJob: "pushgateway", rules: {} },
  groupsVersion: 1,
  ...changes,
});

/** Nothing was pushed yet. */
export const anEmptyOverview = (changes: Partial<Overview> = {}): Overview =>
  anOverview({
    traffic: {
      pushed: 0,
      refused: 0,
      medianMs: undefined,
      pushedByMinute: Array(30).fill(0),
      refusedByMinute: Array(30).fill(0),
    },
    refusals: [],
    held: OWN,
    ...changes,
  });

export const CONTENT: Omit<GroupContent, "path"> = {
  omittedSeries: 0,
  families: [
    {
      name: "ci_build_duration_seconds",
      type: "gauge",
      help: "How long the build took.",
      series: [{ labels: {}, values: [{ name: "value", value: "42.5" }] }],
    },
    {
      name: "ci_tests",
      type: "gauge",
      help: "Tests by their result.",
      series: ["passed", "failed", "skipped"].map((result, index) => ({
        labels: { result },
        values: [{ name: "value", value: String([1_204, 0, 3][index]) }],
      })),
    },
    {
      name: "ci_step_seconds",
      type: "histogram",
      help: "Time of the steps of a build.",
      series: [
        {
          labels: {},
          values: [
            { name: "le=0.5", value: "3" },
            { name: "le=5", value: "9" },
            { name: "le=+Inf", value: "11" },
            { name: "sum", value: "31.4" },
            { name: "count", value: "11" },
          ],
        },
      ],
    },
  ],
};

export const CONTRACTS: ContractTable = {
  total: 4,
  openingLabels: ["team"],
  names: [
    {
      name: "ci_build_duration_seconds",
      family: "ci_build_duration_seconds",
      type: "gauge",
      first: { owner: "ci", job: "ci-build", at: secondsAgo(86_400 * 3) },
      idleRuns: 0,
    },
    {
      name: "ci_step_seconds_bucket",
      family: "ci_step_seconds",
      type: "histogram",
      first: { owner: "ci", job: "ci-build", at: secondsAgo(86_400 * 3) },
      idleRuns: 0,
    },
    {
      name: "ci_tests",
      family: "ci_tests",
      type: "gauge",
      first: { owner: "ci", job: "ci-build", at: secondsAgo(7_200) },
      idleRuns: 2,
    },
    { name: "legacy_runs", family: "legacy_runs", type: "untyped", first: undefined, idleRuns: 0 },
  ],
};
