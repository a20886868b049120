import { describe, expect, it } from "@jest/globals";
import { describeConfigIssue } from "../../../lambda/config/config-issue.ts";
import { checkProxyConfig } from "../../../lambda/config/parse.ts";

/** Place and path of every issue, then of every warning. */
const check = (text: string): readonly string[] => {
  const { config, warnings } = checkProxyConfig(text, "proxy.yaml");
  const issues = config.ok ? [] : config.error;
  return [
    ...issues.map((issue) => describeConfigIssue(issue)),
    ...warnings.map((warning) => `warning ${describeConfigIssue(warning)}`),
  ].map((line) => line.replace("proxy.yaml:", "").replace(/^((?:warning )?\d+:\d+: [^ ]*).*$/, "$1"));
};

const BROKEN = `clients:
  - id: Desktop
    grants:
      - { methods: [PUT, PUT], jop: app, metrics: ["up"] }
      - { methods: [FETCH], job: pushgateway, grouping: { a: "{x}", "a?": "*" }, metrics: ["a_count"] }
  - id: other
    limits: { rate: 5/s }
    grants:
      - { methods: [PUT], job: 12, metrics: ["*"] }
issuers:
  - id: other
    issuer: https://token.actions.githubusercontent.com
    audience: sts.amazonaws.com
    audience: pypi
    grants:
      - { when: {}, methods: [PUT], job: "ci-{branch", grouping: { r: "{repositry}" }, metrics: [] }
expiry:
  - { job: x, after: soon }
  - { job: y, after: 1d }
  - { job: y, after: 2d }
rotation: { every: 1d, overlap: 2d }
pushgateway: { cpu: 256, memoryMiB: 999 }
deployment:
  network: { endpoints: some, egress: none }
`;

describe("one check", () => {
  it("reports issues of all kinds and warnings together, in the order of the file", () =>
    expect(check(BROKEN)).toEqual([
      "2:9: clients[0].id:",
      "4:26: clients[0].grants[0].methods[1]:",
      "4:32: clients[0].grants[0].jop:",
      "5:21: clients[0].grants[1].methods[0]:",
      "5:34: clients[0].grants[1].job:",
      "5:62: clients[0].grants[1].grouping.a:",
      "5:62: clients[0].grants[1].grouping.a:",
      "7:21: clients[1].limits.rate:",
      "9:32: clients[1].grants[0].job:",
      "11:9: issuers[0].id:",
      "14:5: the",
      "16:42: issuers[0].grants[0].job:",
      "16:97: issuers[0].grants[0].metrics:",
      "18:22: expiry[0].after:",
      "21:33: rotation.overlap:",
      "22:37: pushgateway.memoryMiB:",
      "24:25: deployment.network.endpoints:",
      "warning 4:52: clients[0].grants[0].metrics[0]:",
      "warning 5:92: clients[0].grants[1].metrics[0]:",
      "warning 13:15: issuers[0].audience:",
      "warning 16:17: issuers[0].grants[0].when:",
      "warning 16:71: issuers[0].grants[0].grouping.r:",
      "warning 20:12: expiry[2].job:",
    ]));

  it.each([
    ["a misspelt rate", "limits: { rat: 5/s, burst: 3 }", ["limits.rat:"]],
    ["an invalid rate", "limits: { rate: 5, burst: 3 }", ["limits.rate:"]],
    ["a processor that does not exist", "pushgateway: { cpu: 3, memoryMiB: 8192 }", ["pushgateway.cpu:"]],
  ])("reports no issue that only follows from %s", (_, section, paths) =>
    expect(
      check(`clients: [{ id: a, grants: [{ methods: [PUT], job: a, metrics: ["a"] }] }]\n${section}\n`),
    ).toEqual(paths.map((path) => expect.stringContaining(path))),
  );

  it.each([
    ["no mapping", "- a\n"],
    ["a text", "clients\n"],
    ["clients that are not a list", "clients: 1\n"],
    ["misspelt clients", "cleints: []\n"],
    ["grants that are not a list", "clients: [{ id: a, grants: 1 }]\n"],
    ["a client that is not a mapping", "clients: [1]\n"],
  ])("reports only one issue for a file with %s", (_, text) => expect(check(text)).toHaveLength(1));

  it("reports only syntax errors when there are any", () =>
    expect(check("clients: [{ id: A }\n").join()).not.toContain("clients[0]"));

  it.each([
    ["repository_id", "0123", '"0123"'],
    ["repository_id", "12345678901234567890", '"12345678901234567890"'],
    ["ref_protected", "true", '"true"'],
  ])("says how to write an unquoted %s: %s", (claim, value, quoted) => {
    const { config } = checkProxyConfig(
      `issuers:\n  - id: g\n    issuer: https://i.acme.test\n    audience: x\n    grants:\n      - { when: { ${claim}: ${value} }, methods: [PUT], job: a, metrics: ["a"] }\n`,
      "proxy.yaml",
    );
    expect(config.ok ? [] : config.error.map(({ text }) => text)).toEqual([
      expect.stringContaining(`; write ${quoted}`),
    ]);
  });

  it("does not suggest quotes when the quoted value would also be wrong", () => {
    const { config } = checkProxyConfig(
      'clients: [{ id: a, grants: [{ methods: [PUT], job: a, metrics: ["a"] }] }]\nexpiry: [{ job: a, after: 30 }]\n',
      "proxy.yaml",
    );
    expect(config.ok ? [] : config.error.map(({ text }) => text)).toEqual([
      "expected a duration such as 90s, 15m, 24h or 30d, got the number 30",
    ]);
  });
});
