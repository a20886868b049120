import { describe, expect, it } from "@jest/globals";
import { authorizeGroup } from "../../../lambda/authorize/authorize-group.ts";
import { authorizeMetrics } from "../../../lambda/authorize/authorize-metrics.ts";
import { createKeyLabels } from "../../../lambda/authorize/key-labels.ts";
import type { ProxyConfig } from "../../../lambda/config/proxy-config.ts";
import { countEncodedBytes, encodeExposition } from "../../../lambda/encode/encode-exposition.ts";
import { type Client, DEFAULT_LIMITS, type Limits } from "../../../lambda/model/client.ts";
import type { LabelSet, MetricFamily } from "../../../lambda/model/exposition.ts";
import type { Grant } from "../../../lambda/model/grant.ts";
import { bindGrants } from "../../../lambda/model/grant.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { Refusal } from "../../../lambda/model/refusal.ts";
import { createClient, createExposition, createGrant } from "../../support/granted-pushes.ts";
import { keyOf } from "../../support/grouping-key.ts";
import { createRemoteWriteConfig } from "../../support/proxy-config.ts";

const refusalOf = (
  client: Client,
  families: readonly MetricFamily[],
  key: GroupingKey = keyOf("backup"),
  others: readonly Grant[] = [],
  remoteWrite: ProxyConfig["remoteWrite"] = [],
  isDryRun = false,
): Refusal | undefined => {
  const authorized = authorizeGroup(client, { method: "PUT", key, isDryRun });
  if (!authorized.ok) {
    throw new Error(authorized.error.detail);
  }
  const keyLabels = createKeyLabels({
    clients: [client.grants.map(({ grant }) => grant), others].map((grants, index) => ({
      id: `client-${index}`,
      grants,
      reads: [],
      scrape: undefined,
      limits: client.limits,
      rate: undefined,
    })),
    issuers: [],
    remoteWrite,
  });
  const result = authorizeMetrics(
    { grants: authorized.value, limits: client.limits, key, exposition: createExposition(families) },
    { keyLabels, countEncodedBytes },
  );
  return result.ok ? undefined : result.error;
};

const labelSet = (labels: Readonly<Record<string, string>>): LabelSet => ({
  names: Object.keys(labels),
  values: Object.values(labels),
});

/** A gauge in line 1, with its series in the lines after it. */
const gauge = (name: string, ...series: readonly Readonly<Record<string, string>>[]): MetricFamily => ({
  type: "gauge",
  name,
  help: "",
  at: 1,
  metrics: (series.length === 0 ? [{}] : series).map((labels, index) => ({
    labels: labelSet(labels),
    value: 1,
    at: index + 2,
  })),
});

const withGrants = (...grants: readonly Partial<Grant>[]): Client =>
  createClient({ grants: grants.map(createGrant) });

const issuesOf = (refusal: Refusal | undefined): readonly string[] =>
  (refusal?.issues ?? []).map(
    ({ code, detail, location }) => `${code} ${JSON.stringify(location)}: ${detail}`,
  );

describe("metric names", () => {
  it("permits families that match a pattern", () =>
    expect(refusalOf(withGrants({ metrics: ["a_*", "b"] }), [gauge("a_x"), gauge("b")])).toBeUndefined());

  it("refuses each family that matches none, and lists the patterns", () => {
    const refusal = refusalOf(withGrants({ metrics: ["a_*", "b"] }), [gauge("a_x"), gauge("c"), gauge("bb")]);
    expect(refusal?.code).toBe("metrics-not-granted");
    expect(issuesOf(refusal)).toEqual([
      'metric-not-granted {"line":1,"column":1}: metric "c" is not granted; this client may push "a_*" or "b" into this group',
      'metric-not-granted {"line":1,"column":1}: metric "bb" is not granted; this client may push "a_*" or "b" into this group',
    ]);
  });

  it.each([
    [[true], '"a_0" into this group, in dry runs only'],
    [[true, false, true], '"a_1" into this group, and "a_0" or "a_2" in dry runs only'],
  ])("lists apart what is granted only for dry runs: %j", (dryRunOnly, told) => {
    const grants = dryRunOnly.map((isOnly, index) => ({ dryRunOnly: isOnly, metrics: [`a_${index}`] }));
    const refusal = refusalOf(withGrants(...grants), [gauge("x")], keyOf("backup"), [], [], true);
    expect(refusal?.issues[0]?.detail).toBe(`metric "x" is not granted; this client may push ${told}`);
  });

  it.each([
    [5, '"m0" or "m1" or "m2" or "m3" or "m4" into this group'],
    [6, '"m0" or "m1" or "m2" or "m3" or "m4" and 1 more into this group'],
    [8, '"m0" or "m1" or "m2" or "m3" or "m4" and 3 more into this group'],
  ])("lists five of %d patterns", (count, told) => {
    const metrics = Array.from({ length: count }, (_, index) => `m${index}`);
    expect(issuesOf(refusalOf(withGrants({ metrics }), [gauge("x")]))[0]).toContain(`may push ${told}`);
  });

  it("combines the grants of the group", () =>
    expect(
      refusalOf(withGrants({ metrics: ["a"] }, { metrics: ["b"] }), [gauge("a"), gauge("b")]),
    ).toBeUndefined());

  it("ignores grants of other groups", () =>
    expect(refusalOf(withGrants({ metrics: ["a"] }, { job: "x", metrics: ["b"] }), [gauge("b")])?.code).toBe(
      "metrics-not-granted",
    ));

  it("reports twenty of more issues and counts them all", () => {
    const families = Array.from({ length: 30 }, (_, index) => gauge(`x${index}`));
    const refusal = refusalOf(withGrants({ metrics: ["a"] }), families);
    expect([refusal?.issues.length, refusal?.total]).toEqual([20, 30]);
  });
});

describe("labels of the body that the grant lists", () => {
  const client = withGrants({ grouping: [{ label: "instance", isOptional: true, value: "app-*" }] });

  it("permits values that the pattern matches, and labels that the grant does not list", () =>
    expect(refusalOf(client, [gauge("m", { instance: "app-1", zone: "z" }, {})])).toBeUndefined());

  it("refuses other values, with the line", () =>
    expect(issuesOf(refusalOf(client, [gauge("m", { instance: "app-1" }, { instance: "db-1" })]))).toEqual([
      'label-not-granted {"line":3,"column":1}: value "db-1" of label "instance" is not granted; the grant allows "app-*"',
    ]));

  it("permits a label that the grouping key overwrites", () =>
    expect(
      refusalOf(client, [gauge("m", { instance: "db-1", job: "x" })], keyOf("backup", { instance: "app-7" })),
    ).toBeUndefined());

  it("permits a series that another single grant of the group allows", () => {
    const both = withGrants(
      { grouping: [{ label: "instance", isOptional: true, value: "app-*" }] },
      { grouping: [{ label: "instance", isOptional: true, value: "db-*" }], metrics: ["db_*"] },
    );
    expect(refusalOf(both, [gauge("db_x", { instance: "db-1" }, { instance: "app-1" })])).toBeUndefined();
    expect(refusalOf(both, [gauge("app_x", { instance: "db-1" })])?.code).toBe("metrics-not-granted");
  });

  it("compares labels with the token's claims, in which a star is literal", () => {
    const grants = [createGrant({ grouping: [{ label: "repo", isOptional: true, value: "{repo}" }] })];
    const of = (repo: string) => createClient({ grants, claims: { repo } });
    expect(refusalOf(of("org/a"), [gauge("m", { repo: "org/a" })])).toBeUndefined();
    expect(refusalOf(of("org/a"), [gauge("m", { repo: "org/b" })])?.code).toBe("metrics-not-granted");
    expect(refusalOf(of("*"), [gauge("m", { repo: "org/b" })])?.code).toBe("metrics-not-granted");
  });

  it("refuses a body label when the token lacks its claim", () => {
    const grants = [createGrant({ grouping: [{ label: "repo", isOptional: true, value: "{repo}" }] })];
    expect(issuesOf(refusalOf(createClient({ grants }), [gauge("m", { repo: "a" })]))).toEqual([
      'label-not-granted {"line":2,"column":1}: value "a" of label "repo" is not granted; the grant allows no value',
    ]);
  });
});

describe("labels of the body that another grant lists", () => {
  const client = withGrants({ grouping: [{ label: "instance", isOptional: true, value: "*" }] });
  const team = [{ label: "team", isOptional: false, value: "red" }];

  const refusalBeside = (
    other: Partial<Grant>,
    body: Readonly<Record<string, string>>,
    key = keyOf("backup"),
  ) => refusalOf(client, [gauge("m", body)], key, [createGrant({ grouping: team, ...other })]);

  it("are refused, whatever their value, without naming the other grant's client", () => {
    for (const value of ["red", "blue"]) {
      const issues = issuesOf(refusalBeside({}, { instance: "i", team: value }));
      expect(issues).toEqual([
        'label-not-granted {"line":2,"column":1}: label "team" is not granted in a body, because it can be in the grouping key of job "backup"; leave it out, rename it, or ask for a grant that lists it under grouping',
      ]);
    }
  });

  it.each([
    ["the same job", "backup"],
    ["a pattern of jobs", "back*"],
    ["every job", "*"],
    ["a job that contains a claim", "{kind}up"],
    ["a job that is a claim", "{job}"],
  ])("are refused when the other grant is for %s", (_, job) =>
    expect(refusalBeside({ job }, { team: "red" })?.code).toBe("metrics-not-granted"),
  );

  it.each([
    ["another job", "restore"],
    ["a pattern of other jobs", "backup?*"],
    ["another job that contains a claim", "{kind}-x"],
  ])("are permitted when the other grant is for %s", (_, job) =>
    expect(refusalBeside({ job }, { team: "red" })).toBeUndefined(),
  );

  it("are refused when several patterns match the job", () => {
    const others = [
      createGrant({ job: "b*ckup", grouping: team }),
      createGrant({ job: "bck*up", grouping: team }),
    ];
    expect(refusalOf(client, [gauge("m", { team: "red" })], keyOf("backup"), others)?.code).toBe(
      "metrics-not-granted",
    );
  });

  it("are permitted when the grouping key overwrites them", () => {
    const both = withGrants({
      grouping: [{ label: "team", isOptional: true, value: "blue" }],
    });
    expect(
      refusalOf(both, [gauge("m", { team: "red" })], keyOf("backup", { team: "blue" }), [
        createGrant({ grouping: team }),
      ]),
    ).toBeUndefined();
    expect(refusalBeside({ grouping: [] }, { job: "restore" })).toBeUndefined();
  });

  it("are permitted by a second grant of the group that lists them", () => {
    const two = withGrants(
      { metrics: ["a"] },
      { metrics: ["m"], grouping: [{ ...team[0]!, isOptional: true }] },
    );
    const others = [createGrant({ grouping: team })];
    expect(refusalOf(two, [gauge("m", { team: "red" })], undefined, others)).toBeUndefined();
    expect(refusalOf(two, [gauge("a", { team: "red" })], undefined, others)?.code).toBe(
      "metrics-not-granted",
    );
  });
});

describe("labels of the body that remote write adds", () => {
  const source = (jobs: readonly string[]) => [
    createRemoteWriteConfig({ jobs, externalLabels: { source: "prod", region: "eu" } }),
  ];
  const refusalFor = (
    client: Client,
    body: Readonly<Record<string, string>>,
    jobs: readonly string[] = ["*"],
  ) => refusalOf(client, [gauge("m", body)], undefined, [], source(jobs));

  it("are refused, whatever their value", () => {
    for (const value of ["prod", "staging"]) {
      expect(issuesOf(refusalFor(withGrants({}), { source: value }))).toEqual([
        'label-not-granted {"line":2,"column":1}: label "source" is not granted in a body, because remote write adds it to distinguish deployments; leave it out, rename it, or ask for a grant that lists it under grouping',
      ]);
    }
    expect(refusalFor(withGrants({}), { region: "us" })?.code).toBe("metrics-not-granted");
    expect(refusalFor(withGrants({}), { other: "x" })).toBeUndefined();
  });

  it("are permitted in jobs that are not sent", () => {
    expect(refusalFor(withGrants({}), { source: "x" }, ["restore", "ci-*"])).toBeUndefined();
    expect(refusalFor(withGrants({}), { source: "x" }, ["ci-*", "back*"])?.code).toBe("metrics-not-granted");
  });

  it("are permitted as a grant lists them", () => {
    const client = withGrants({ grouping: [{ label: "source", isOptional: true, value: "eu-*" }] });
    expect(refusalFor(client, { source: "eu-1" })).toBeUndefined();
    expect(issuesOf(refusalFor(client, { source: "prod" }))).toEqual([
      'label-not-granted {"line":2,"column":1}: value "prod" of label "source" is not granted; the grant allows "eu-*"',
    ]);
  });
});

describe("limits", () => {
  const limited = (limits: Partial<Limits>): Client =>
    createClient({ limits: { ...DEFAULT_LIMITS, ...limits } });
  const help = (length: number): MetricFamily => ({ ...gauge("m"), help: "x".repeat(length) });

  /** A family of one series. Each bucket repeats the labels; the last bucket is `+Inf`. */
  const histogram = (
    name: string,
    labels: Readonly<Record<string, string>>,
    buckets: number,
  ): MetricFamily => ({
    type: "histogram",
    name,
    help: "",
    at: 1,
    metrics: [
      {
        labels: labelSet(labels),
        buckets: Array.from({ length: buckets }, (_, i) => ({
          upperBound: i === buckets - 1 ? Number.POSITIVE_INFINITY : i,
          cumulativeCount: i,
          at: 2,
        })),
        sum: 1,
        count: buckets,
        at: 2,
      },
    ],
  });

  const native = (buckets: number, negativeBuckets = 0): MetricFamily => {
    const family = histogram("h", { a: "123" }, 0);
    const ofHistogram = {
      kind: "integer" as const,
      schema: 3,
      count: 0,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: { spans: [], values: Array.from({ length: buckets }, () => 0) },
      negative: { spans: [], values: Array.from({ length: negativeBuckets }, () => 0) },
    };
    return {
      ...family,
      metrics: [{ ...family.metrics[0]!, buckets: [], native: ofHistogram }],
    } as MetricFamily;
  };

  const traced = (trace: string): MetricFamily => ({
    type: "counter",
    name: "abc",
    help: "",
    at: 1,
    metrics: [
      {
        labels: { names: [], values: [] },
        value: 1,
        at: 2,
        created: { seconds: 1, nanos: 0 },
        exemplar: { labels: { names: ["t"], values: [trace] }, value: 1, timestamp: undefined },
      },
    ],
  });

  const CASES: readonly [Partial<Limits>, MetricFamily[], MetricFamily[], string][] = [
    [{ families: 1 }, [gauge("a")], [gauge("a"), gauge("b")], "2 metric families, and the limit families"],
    [
      { series: 2 },
      [gauge("a", {}, { a: "b" })],
      [gauge("a", {}, { a: "b" }, { a: "c" })],
      "3 series, and the limit series",
    ],
    [
      { labelsPerSeries: 1 },
      [gauge("a", { a: "1" })],
      [gauge("a", { a: "1", b: "2" })],
      "2 labels on one series, and the limit labelsPerSeries",
    ],
    [
      { nativeBuckets: 2 },
      [native(2)],
      [native(3)],
      "3 buckets in a native histogram, and the limit nativeBuckets",
    ],
    [
      { nameLength: 3 },
      [gauge("abc")],
      [gauge("abcd")],
      '4 characters in metric name "abcd", and the limit nameLength',
    ],
    [
      { nameLength: 3 },
      [gauge("a", { abc: "1" })],
      [gauge("a", { abcd: "1" })],
      '4 characters in label name "abcd", and the limit nameLength',
    ],
    [
      { labelValueLength: 3 },
      [gauge("a", { a: "xyz" })],
      [gauge("a", { a: "wxyz" })],
      '4 characters in the value of label "a", and the limit labelValueLength',
    ],
    [
      { seriesBytes: 10 },
      [gauge("abc", { a: "12" }, { a: "界界" })],
      [gauge("abc", { a: "12" }, { a: "界界1" })],
      '11 bytes of name and labels in a series of "abc", and the limit seriesBytes',
    ],
    [
      { scrapedBytes: 14 },
      [gauge("abc", { a: "123" }, { a: "124" })],
      [gauge("abc", { a: "123" }, { a: "1245" })],
      "15 bytes of names, labels, native buckets and exemplars over all series, and the limit scrapedBytes",
    ],
    [
      // Three buckets, _sum and _count.
      { scrapedBytes: 25 },
      [histogram("h", { a: "123" }, 3)],
      [histogram("h", { a: "1234" }, 3)],
      "30 bytes of names, labels, native buckets and exemplars over all series, and the limit scrapedBytes",
    ],
    [
      // The name and the label count three times, 64 bytes for a native histogram, 11 for each bucket.
      { scrapedBytes: 15 + 64 + 22 },
      [native(2)],
      [native(3)],
      "112 bytes of names, labels, native buckets and exemplars over all series, and the limit scrapedBytes",
    ],
    [
      { scrapedBytes: 3 + 24 + 64 + 24 + 3 * 4 },
      [traced("abc")],
      [traced("abcd")],
      "130 bytes of names, labels, native buckets and exemplars over all series, and the limit scrapedBytes",
    ],
    [
      { relayedBytes: encodeExposition([gauge("abc", { a: "1" })]).length },
      [gauge("abc", { a: "1" })],
      [gauge("abc", { a: "12" })],
      "bytes as relayed, and the limit relayedBytes",
    ],
    [{ relayedBytes: 500 }, [help(400)], [help(600)], "bytes as relayed, and the limit relayedBytes"],
    [
      { seriesBytes: 10 },
      [gauge("a", { abcdefgh: "1" })],
      [gauge("a", { abcdefghi: "1" })],
      '11 bytes of name and labels in a series of "a", and the limit seriesBytes',
    ],
    [
      { nativeBuckets: 3 },
      [native(2, 1)],
      [native(2, 2)],
      "4 buckets in a native histogram, and the limit nativeBuckets",
    ],
    [{ helpLength: 3 }, [help(3)], [help(4)], "4 characters in the HELP text, and the limit helpLength"],
  ];

  // The job "backup" of the usual key is longer than some of these limits, which are about the body.
  const OF_B = bindGrants([createGrant({ job: "b" })], {});
  const bodyOnly = (client: Client, families: readonly MetricFamily[]) =>
    refusalOf(client, families, keyOf("b"));

  it.each(CASES)(
    "accepts a push at the limit %j and refuses one just above it",
    (limits, within, beyond, text) => {
      const client = { ...limited(limits), grants: OF_B };
      expect(bodyOnly(client, within)).toBeUndefined();
      const refusal = bodyOnly(client, beyond);
      expect(refusal?.code).toBe("limit-exceeded");
      expect(refusal?.detail).toContain(text);
      expect(refusal?.detail).toContain(String(Object.values(limits)[0]));
    },
  );

  it("counts no native buckets for a classic histogram", () => {
    const family = histogram("h", { a: "1" }, 2);
    const classic = { ...family, metrics: [{ ...family.metrics[0]!, native: undefined }] } as MetricFamily;
    expect(bodyOnly({ ...limited({ nativeBuckets: 0 }), grants: OF_B }, [classic])).toBeUndefined();
  });

  it("reports bytes only when no other limit is exceeded, since bytes follow from the rest", () => {
    const client = { ...limited({ nameLength: 3, seriesBytes: 5 }), grants: OF_B };
    expect(issuesOf(bodyOnly(client, [gauge("abcd", { a: "1234" })]))).toEqual([
      'limit-name-length {"line":1,"column":1}: 4 characters in metric name "abcd", and the limit nameLength of this client is 3; stay within it, or ask the operator to raise it',
    ]);
  });

  it("reports every series with too many bytes, and the totals of the push", () => {
    const client = {
      ...limited({ seriesBytes: 5, scrapedBytes: 5, relayedBytes: 5 }),
      grants: OF_B,
    };
    expect(issuesOf(bodyOnly(client, [gauge("abc", { a: "1" }, { a: "12" }, { a: "345" })]))).toEqual([
      'limit-series-bytes {"line":3,"column":1}: 6 bytes of name and labels in a series of "abc", and the limit seriesBytes of this client is 5; stay within it, or ask the operator to raise it',
      'limit-series-bytes {"line":4,"column":1}: 7 bytes of name and labels in a series of "abc", and the limit seriesBytes of this client is 5; stay within it, or ask the operator to raise it',
      "limit-scraped-bytes undefined: 18 bytes of names, labels, native buckets and exemplars over all series, and the limit scrapedBytes of this client is 5; stay within it, or ask the operator to raise it",
      expect.stringMatching(
        /^limit-relayed-bytes undefined: \d+ bytes as relayed, and the limit relayedBytes of this client is 5; stay within it, or ask the operator to raise it$/,
      ),
    ]);
  });

  it("reports every exceeded limit, once for each name that several series share", () => {
    const names = ["aaaa", "b"];
    const shape = (value: string, at: number) => ({ labels: { names, values: [value, "x"] }, value: 1, at });
    const family: MetricFamily = {
      type: "gauge",
      name: "m",
      help: "",
      at: 1,
      metrics: [shape("1", 2), shape("2", 3)],
    };
    const client = { ...limited({ nameLength: 3, series: 1 }), grants: OF_B };
    expect(issuesOf(bodyOnly(client, [family]))).toEqual([
      "limit-series undefined: 2 series, and the limit series of this client is 1; stay within it, or ask the operator to raise it",
      'limit-name-length {"line":2,"column":1}: 4 characters in label name "aaaa", and the limit nameLength of this client is 3; stay within it, or ask the operator to raise it',
    ]);
  });
});
