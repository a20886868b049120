import { describe, expect, it } from "@jest/globals";
import { type AskedRequest, explainRequest } from "../../../lambda/authorize/explain-request.ts";
import { createGrant, createRead } from "../../support/granted-pushes.ts";
import { createClientConfig, createIssuerConfig } from "../../support/proxy-callers.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";

const labels = (...names: readonly string[]) =>
  names.map((label) => ({ label, isOptional: true, value: "{ref}" }));

const CONFIG = createProxyConfig({
  clients: [
    createClientConfig("first"),
    createClientConfig("ci", {
      grants: [
        createGrant({ job: "ci", methods: ["DELETE"] }),
        createGrant({
          job: "ci",
          grouping: [
            { label: "branch", isOptional: true, value: "main-*" },
            { label: "host", isOptional: true, value: "*" },
            { label: "team", isOptional: true, value: "core" },
          ],
          metrics: ["ci_*", "up"],
        }),
      ],
      reads: [createRead({ job: "other" }), createRead({ job: "ci" })],
      scrape: { jobs: ["a-*", "b"] },
    }),
    createClientConfig("plain", { grants: [createGrant({ job: "plain" })] }),
  ],
  issuers: [
    createIssuerConfig({
      grants: [createGrant({ job: "ci", grouping: labels("ref", "sha") })],
    }),
  ],
});

const explain = (changes: Partial<AskedRequest> = {}) =>
  explainRequest(CONFIG, {
    caller: "ci",
    method: "PUT",
    path: "/metrics/job/ci",
    claims: {},
    isDryRun: false,
    ...changes,
  });

describe("a request that is allowed", () => {
  it("names its grant and what the grant demands of the body", () =>
    expect(explain()).toEqual({
      ok: true,
      value: {
        rights: [
          {
            path: ["clients", 1, "grants", 1],
            conditions: [
              "metrics: ci_*, up",
              'labels in the body, where they are set: branch="main-*", team="core"',
              "labels refused in the body (other grants of this job list them): ref, sha",
            ],
          },
        ],
        json: {
          grants: [
            {
              index: 1,
              metrics: ["ci_*", "up"],
              bodyLabels: [
                { name: "branch", pattern: "main-*" },
                { name: "team", pattern: "core" },
              ],
              refusedLabels: ["ref", "sha"],
            },
          ],
        },
      },
    }));

  it("does not mention labels where no grant of the job has any", () =>
    expect(explain({ caller: "plain", path: "/metrics/job/plain" })).toMatchObject({
      value: { rights: [{ path: ["clients", 2, "grants", 0], conditions: ["metrics: *"] }] },
    }));

  it("leaves out the labels that the grouping key sets", () =>
    expect(explain({ path: "/metrics/job/ci/team/core" })).toMatchObject({
      value: {
        rights: [
          {
            conditions: [
              "metrics: ci_*, up",
              'labels in the body, where they are set: branch="main-*"',
              "labels refused in the body (other grants of this job list them): ref, sha",
            ],
          },
        ],
      },
    }));

  it("allows no value for a label whose claim is missing", () =>
    expect(explain({ caller: "github" })).toMatchObject({
      value: {
        rights: [
          {
            path: ["issuers", 0, "grants", 0],
            conditions: [
              "metrics: *",
              'labels in the body, where they are set: ref="", sha=""',
              "labels refused in the body (other grants of this job list them): branch, host, team",
            ],
          },
        ],
      },
    }));

  it("names the right to read a group", () =>
    expect(explain({ method: "GET" })).toEqual({
      ok: true,
      value: { rights: [{ path: ["clients", 1, "reads", 1], conditions: [] }], json: { read: 1 } },
    }));

  it("names the right to scrape the page", () =>
    expect(explain({ method: "GET", path: "/metrics" })).toEqual({
      ok: true,
      value: {
        rights: [{ path: ["clients", 1, "scrape"], conditions: ["jobs on the page: a-*, b"] }],
        json: { jobs: ["a-*", "b"] },
      },
    }));
});

describe("a request that is not allowed", () => {
  it.each([
    ["a push to another client's job", { path: "/metrics/job/x" }],
    ["a read without a right", { method: "GET", path: "/metrics/job/x" }],
    ["a read by a client without any right", { caller: "first", method: "GET", path: "/metrics/job/first" }],
    ["a scrape without a right", { caller: "first", method: "GET", path: "/metrics" }],
  ] as const)("gets the same refusal as from the proxy: %s", (_, asked) =>
    expect(explain(asked)).toMatchObject({
      ok: false,
      error: { kind: "refused", refusal: { code: "group-not-granted" } },
    }),
  );

  it.each([
    ["ci", ["clients", 1]],
    ["github", ["issuers", 0]],
  ] as const)("gets the place of %s's rights with the refusal", (caller, path) =>
    expect(explain({ caller, path: "/metrics/job/x" })).toMatchObject({ error: { kind: "refused", path } }),
  );

  it("is refused for its grouping key before its rights are checked", () =>
    expect(explain({ path: "/metrics/job/ci/branch" })).toMatchObject({
      ok: false,
      error: { kind: "refused", refusal: { code: expect.not.stringMatching("group-not-granted") } },
    }));

  it.each([
    ["GET", "/job/ci"],
    ["GET", "metrics/job/ci"],
    ["PUT", "/metrics"],
    ["PUT", "/-/ready"],
  ] as const)("is refused for a path that the proxy does not have: %s %s", (method, path) =>
    expect(explain({ method, path })).toEqual({
      ok: false,
      error: {
        kind: "path-invalid",
        text: `the path must start with /metrics/job/, or be /metrics with GET, got ${path}`,
      },
    }),
  );

  it.each([
    ["cl", 'no client or issuer has the id "cl"; did you mean ci?'],
    ["gitub", 'no client or issuer has the id "gitub"; did you mean github?'],
    ["x-y-z", 'no client or issuer has the id "x-y-z"; there are first, ci, plain, github'],
  ])("is refused for an unknown caller: %s", (caller, text) =>
    expect(explain({ caller })).toEqual({ ok: false, error: { kind: "unknown", text } }),
  );
});
