import { describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { checkProxyConfig } from "../../../lambda/config/parse.ts";

const CLIENT = `clients:
  - id: ci
    grants: [{ methods: [PUT], job: ci, metrics: ["*"] }]
limits: { labelsPerSeries: 30 }
remoteWrite:
`;

const check = (lines: string): readonly string[] => {
  const { config, warnings } = checkProxyConfig(CLIENT + lines, "proxy.yaml");
  const issues = config.ok ? [] : config.error;
  return [...issues, ...warnings].map((issue) =>
    describeConfigIssue(issue).replace(/^proxy\.yaml:(\d+):\d+/, "$1"),
  );
};

const parse = (lines: string) => {
  const { config } = checkProxyConfig(CLIENT + lines, "proxy.yaml");
  return config.ok ? config.value.remoteWrite : config.error;
};

describe("remoteWrite", () => {
  it("can be a workspace that the deployment creates", () =>
    expect(parse("  - { name: amp, amp: create }")).toEqual([
      {
        name: "amp",
        target: { kind: "amp", workspaceArn: undefined },
        headers: {},
        protocol: "1.0",
        refreshRuns: 4,
        jobs: ["*"],
        neverRefresh: [],
        externalLabels: {},
        shards: 1,
      },
    ]));

  it("can be a URL with a credential and every setting", () =>
    expect(
      parse(`  - name: grafana
    url: https://prometheus.example.com/api/prom/push
    username: "123456"
    headers: { X-Scope-OrgID: team-a }
    protocol: "2.0"
    refresh: 1m
    jobs: [a, "ci-*"]
    neverRefresh: ["desktop-*"]
    externalLabels: { source: prod }
    shards: 2`),
    ).toEqual([
      {
        name: "grafana",
        target: {
          kind: "url",
          url: "https://prometheus.example.com/api/prom/push",
          credential: { kind: "basic", username: "123456" },
        },
        headers: { "X-Scope-OrgID": "team-a" },
        protocol: "2.0",
        refreshRuns: 1,
        jobs: ["a", "ci-*"],
        neverRefresh: ["desktop-*"],
        externalLabels: { source: "prod" },
        shards: 2,
      },
    ]));

  it.each<[string, string, string]>([
    [
      "a misspelt key",
      "  - { name: a, amp: create, jops: [x] }",
      '6: remoteWrite[0].jops: unknown key "jops"; did you mean "jobs"?',
    ],
    [
      "the same name twice",
      "  - { name: a, amp: create }\n  - { name: a, url: https://x.example }",
      '7: remoteWrite[1].name: "a" is taken: each destination has its own name',
    ],
    [
      "more shards than a stack can hold",
      ["a", "b", "c", "d", "e"]
        .map((name) => `  - { name: ${name}, amp: create, shards: ${name === "e" ? 1 : 16} }`)
        .join("\n"),
      "6: remoteWrite: all destinations together may have 64 shards",
    ],
    ["no target", "  - { name: a }", "6: remoteWrite[0]: expected a workspace (amp) or a receiver (url)"],
    [
      "two targets",
      "  - { name: a, amp: create, url: https://x.example }",
      "6: remoteWrite[0].url: has no effect beside amp",
    ],
    [
      "a credential together with a workspace",
      "  - { name: a, amp: create, bearer: true }",
      "6: remoteWrite[0].bearer: has no effect beside amp",
    ],
    [
      "two credentials",
      "  - { name: a, url: https://x.example, username: u, bearer: true }",
      "6: remoteWrite[0].bearer: has no effect beside username",
    ],
    [
      "a user name that Basic authentication would cut",
      '  - { name: a, url: https://x.example, username: "a:b" }',
      '6: remoteWrite[0].username: expected a user name without colons and control characters, got "a:b"',
    ],
    ["plain HTTP", "  - { name: a, url: http://x.example }", "6: remoteWrite[0].url: expected an https URL"],
    [
      "a header with a credential",
      "  - { name: a, url: https://x.example, headers: { Authorization: Bearer x } }",
      '6: remoteWrite[0].headers.Authorization: "Authorization" looks like a credential: use username or bearer',
    ],
    [
      "a header with a key",
      "  - { name: a, url: https://x.example, headers: { X-Api-Key: x } }",
      '6: remoteWrite[0].headers.X-Api-Key: "X-Api-Key" looks like a credential',
    ],
    [
      "a header of the protocol",
      "  - { name: a, url: https://x.example, headers: { content-type: x } }",
      '6: remoteWrite[0].headers.content-type: "content-type" is written by the protocol',
    ],
    [
      "a refresh of 5m",
      "  - { name: a, amp: create, refresh: 5m }",
      "6: remoteWrite[0].refresh: takes 1m, 2m, 3m or 4m",
    ],
    ["a refresh of 90s", "  - { name: a, amp: create, refresh: 90s }", "6: remoteWrite[0].refresh: takes 1m"],
    [
      "a label that every series has",
      "  - { name: a, amp: create, externalLabels: { job: x } }",
      '6: remoteWrite[0].externalLabels.job: "job" has no effect',
    ],
  ])("cannot have %s", (_, lines, issue) => {
    const issues = check(lines);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(issue);
  });

  it("warns about series with more labels than receivers usually accept", () => {
    const { warnings } = checkProxyConfig(
      `${CLIENT.replace(/limits.*\n/, "")}  - { name: amp, amp: create }`,
      "proxy.yaml",
    );
    expect(warnings.map(describeConfigIssue)).toEqual([
      expect.stringContaining("limits.labelsPerSeries is 64"),
    ]);
  });
});
