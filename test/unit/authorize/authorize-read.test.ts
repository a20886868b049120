import { describe, expect, it } from "@jest/globals";
import { authorizeRead, authorizeScrape } from "../../../lambda/authorize/authorize-read.ts";
import type { Claims } from "../../../lambda/model/glob.ts";
import type { ReadRight } from "../../../lambda/model/read-right.ts";
import { createClient, createGrant, createRead } from "../../support/granted-pushes.ts";
import { keyOf } from "../../support/grouping-key.ts";

const may = (read: Partial<ReadRight>, key = keyOf("backup"), claims: Claims = {}): boolean =>
  authorizeRead(createClient({ reads: [createRead(read)], claims }), key).ok;

describe("authorizeRead", () => {
  const everyPush = createClient({ grants: [createGrant({ job: "*", methods: ["PUT", "POST", "DELETE"] })] });

  it("is never implied by a right to push", () =>
    expect(authorizeRead(everyPush, keyOf("backup"))).toEqual({
      ok: false,
      error: expect.objectContaining({
        code: "group-not-granted",
        detail: expect.stringContaining('no right to read this group of job "backup"'),
      }),
    }));

  it("is never implied by the right to scrape", () =>
    expect(authorizeRead(createClient({ scrape: { jobs: ["*"] } }), keyOf("backup")).ok).toBe(false));

  it.each<[string, Partial<ReadRight>, Readonly<Record<string, string>>, boolean]>([
    ["the key that the right names", {}, {}, true],
    ["another job", { job: "back" }, {}, false],
    ["a job that matches its pattern", { job: "back*" }, {}, true],
    ["a label that it does not list", {}, { instance: "a" }, false],
    ["a label whose value matches", { grouping: [label("instance", "a*")] }, { instance: "ab" }, true],
    ["a label whose value does not", { grouping: [label("instance", "a*")] }, { instance: "b" }, false],
    ["a key without a required label", { grouping: [label("instance", "*")] }, {}, false],
    [
      "a key without an optional label",
      { grouping: [{ ...label("instance", "*"), isOptional: true }] },
      {},
      true,
    ],
  ])("decides on %s", (_, read, labels, expected) =>
    expect(may(read, keyOf("backup", labels))).toBe(expected),
  );

  const baseBranch = {
    job: "ci",
    when: { repository_id: "123" },
    grouping: [label("repository", "{repository}"), label("branch", "{base_ref}")],
  };
  const pull = { repository_id: "123", repository: "example/app", base_ref: "main" };

  it("gives a pull request only the group of its base branch", () => {
    const group = (repository: string, branch: string) => keyOf("ci", { repository, branch });
    expect(may(baseBranch, group("example/app", "main"), pull)).toBe(true);
    expect(may(baseBranch, group("example/app", "release"), pull)).toBe(false);
    expect(may(baseBranch, group("example/other", "main"), pull)).toBe(false);
  });

  it.each<[string, Claims]>([
    ["of a fork", { ...pull, repository_id: "666", repository: "stranger/app" }],
    ["of a fork that has the name of the repository", { ...pull, repository_id: "666" }],
    ["without a base branch", { repository_id: "123", repository: "example/app" }],
    ["whose base branch is empty", { ...pull, base_ref: "" }],
    ["whose base branch is a star", { ...pull, base_ref: "*" }],
  ])("gives nothing to a token %s", (_, claims) =>
    expect(may(baseBranch, keyOf("ci", { repository: "example/app", branch: "main" }), claims)).toBe(false),
  );

  it("gives the proxy's own group only to a right that names its job literally", () => {
    const own = keyOf("pushgateway-proxy");
    expect(may({ job: "*" }, own)).toBe(false);
    expect(may({ job: "pushgateway-prox*" }, own)).toBe(false);
    expect(may({ job: "{name}" }, own, { name: "pushgateway-proxy" })).toBe(false);
    expect(may({ job: "pushgateway-proxy" }, own)).toBe(true);
  });
});

function label(name: string, value: string) {
  return { label: name, isOptional: false, value };
}

describe("authorizeScrape", () => {
  it.each([
    ["push", { grants: [createGrant({ job: "*", methods: ["PUT", "POST", "DELETE"] })] }],
    ["read", { reads: [createRead({ job: "*" })] }],
  ])("is never implied by a right to %s", (_, rights) =>
    expect(authorizeScrape(createClient(rights))).toEqual({
      ok: false,
      error: expect.objectContaining({
        code: "group-not-granted",
        detail: expect.stringContaining("no right to read the page; ask the operator"),
      }),
    }),
  );

  it.each<[readonly string[], string, boolean]>([
    [["*"], "backup", true],
    [["ci-*"], "ci-build", true],
    [["ci-*"], "backup", false],
    [["ci-*", "backup"], "backup", true],
    [["*"], "pushgateway-proxy", false],
    [["pushgateway-*"], "pushgateway-proxy", false],
    [["*", "pushgateway-proxy"], "pushgateway-proxy", true],
    [["pushgateway-proxy"], "backup", false],
  ])("with %j decides on job %s: %s", (jobs, job, expected) => {
    const scraped = authorizeScrape(createClient({ scrape: { jobs } }));
    expect(scraped.ok && scraped.value(job)).toBe(expected);
  });
});
