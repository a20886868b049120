import { describe, expect, it } from "@jest/globals";
import { authorizeGroup } from "../../../lambda/authorize/authorize-group.ts";
import type { GroupRequest } from "../../../lambda/authorize/group-match.ts";
import { type Client, DEFAULT_LIMITS } from "../../../lambda/model/client.ts";
import type { Claims } from "../../../lambda/model/glob.ts";
import type { Grant } from "../../../lambda/model/grant.ts";
import { createClient, createGrant } from "../../support/granted-pushes.ts";
import { keyOf } from "../../support/grouping-key.ts";

const PUT: GroupRequest = { method: "PUT", key: keyOf("backup"), isDryRun: false };

const decide = (client: Client, request: Partial<GroupRequest> = {}): string => {
  const result = authorizeGroup(client, { ...PUT, ...request });
  return result.ok ? "granted" : `${result.error.code}: ${result.error.detail}`;
};

const withGrants = (...grants: readonly Partial<Grant>[]): Client =>
  createClient({ grants: grants.map(createGrant) });

const grouping = (labels: Readonly<Record<string, string>>): Grant["grouping"] =>
  Object.entries(labels).map(([label, value]) => ({
    label: label.replace("?", ""),
    isOptional: label.endsWith("?"),
    value,
  }));

describe("job", () => {
  it("grants the job that a grant names", () =>
    expect(decide(withGrants({ job: "backup" }))).toBe("granted"));

  it("refuses another job and lists those that the client may push to", () => {
    const client = withGrants({ job: "ci-*" }, { job: "nightly" }, { job: "ci-*" });
    expect(decide(client)).toBe(
      'group-not-granted: job "backup" is not granted; this client may push to "ci-*" or "nightly"',
    );
  });

  it("lists five jobs", () => {
    const client = withGrants(...Array.from({ length: 5 }, (_, index) => ({ job: `job-${index}` })));
    expect(decide(client)).toMatch(/may push to "job-0" .* or "job-4"$/);
  });

  it("lets no client delete the proxy's own group, not even with a grant for all jobs", () => {
    const client = withGrants({ job: "*", methods: ["PUT", "DELETE"] });
    expect(decide(client, { method: "DELETE", key: keyOf("pushgateway-proxy") })).toBe(
      'group-not-granted: job "pushgateway-proxy" is reserved for the proxy\'s own metrics, which no client may delete; delete another group',
    );
    expect(decide(client, { method: "DELETE", key: keyOf("pushgateway-proxy-2") })).toBe("granted");
    // The stage "validate" refuses this push.
    expect(decide(client, { key: keyOf("pushgateway-proxy") })).toBe("granted");
  });

  it("lists no more than five jobs", () => {
    const client = withGrants(...Array.from({ length: 7 }, (_, index) => ({ job: `job-${index}` })));
    expect(decide(client)).toMatch(/"job-4" and 2 more$/);
  });
});

describe("the grant that a refusal explains", () => {
  const far = { grouping: grouping({ team: "core", "branch?": "main" }) };
  const close = { grouping: grouping({ host: "h-*" }) };

  it.each([
    ["the first", [close, far]],
    ["the last", [far, close]],
  ])("is the one with the fewest wrong or missing labels: %s", (_, grants) =>
    expect(decide(withGrants(...grants), { key: keyOf("backup", { host: "x" }) })).toMatch(
      /^group-not-granted: value "x" of grouping label "host" is not granted; /,
    ),
  );

  it("is not a grant that allows none of the key's labels, even if none is missing", () => {
    const none = { grouping: grouping({ "a?": "1" }) };
    const one = { grouping: grouping({ "host?": "x", "branch?": "main" }) };
    const key = keyOf("backup", { host: "x", branch: "dev" });
    for (const grants of [
      [none, one],
      [one, none],
    ]) {
      expect(decide(withGrants(...grants), { key })).toMatch(
        /^group-not-granted: value "dev" of grouping label "branch" is not granted; /,
      );
    }
  });

  it("names all missing labels", () =>
    expect(decide(withGrants({ grouping: grouping({ team: "a", host: "b" }) }))).toMatch(
      /^group-not-granted: grouping label "(team", "host|host", "team)" is missing; /,
    ));
});

describe("method", () => {
  it("refuses a method that no grant of the job has", () => {
    const client = withGrants(
      { methods: ["PUT"] },
      { methods: ["POST"] },
      { job: "other", methods: ["DELETE"] },
    );
    expect(decide(client, { method: "DELETE" })).toBe(
      'group-not-granted: method DELETE is not granted for job "backup"; this client may use PUT, POST on it',
    );
  });
});

describe("grouping labels", () => {
  const client = withGrants({ grouping: grouping({ team: "core-*", "instance?": "*" }) });

  it.each([
    ["all labels", { team: "core-a", instance: "x" }],
    ["an optional label left out", { team: "core-a" }],
  ])("accepts %s", (_, labels) => expect(decide(client, { key: keyOf("backup", labels) })).toBe("granted"));

  it.each([
    [
      "a label that is not listed",
      { team: "core-a", zone: "b" },
      'grouping label "zone" is not granted; for job "backup" this client\'s keys have team="core-*", instance="*" (optional)',
    ],
    [
      "a value outside its pattern",
      { team: "edge" },
      'value "edge" of grouping label "team" is not granted; for job "backup" this client\'s keys have team="core-*", instance="*" (optional)',
    ],
    [
      "a label that must be there",
      { instance: "x" },
      'grouping label "team" is missing; for job "backup" this client\'s keys have team="core-*", instance="*" (optional)',
    ],
  ])("refuses %s", (_, labels, detail) =>
    expect(decide(client, { key: keyOf("backup", labels) })).toBe(`group-not-granted: ${detail}`),
  );

  it("refuses every label when the grant lists none", () =>
    expect(decide(withGrants({}), { key: keyOf("backup", { a: "b" }) })).toBe(
      'group-not-granted: grouping label "a" is not granted; for job "backup" this client\'s keys have no label beside job',
    ));

  it("needs one grant that allows everything: two partial grants are not enough", () => {
    const halves = withGrants({ grouping: grouping({ a: "1" }) }, { grouping: grouping({ b: "2" }) });
    expect(decide(halves, { key: keyOf("backup", { a: "1", b: "2" }) })).toMatch(/^group-not-granted/);
    expect(decide(halves, { key: keyOf("backup", { b: "2" }) })).toBe("granted");
  });

  it("does not join methods of one grant with labels of another", () => {
    const halves = withGrants(
      { methods: ["DELETE"], grouping: grouping({ a: "1" }) },
      { grouping: grouping({ a: "2" }) },
    );
    expect(decide(halves, { method: "DELETE", key: keyOf("backup", { a: "2" }) })).toMatch(
      /^group-not-granted/,
    );
  });
});

describe("claims", () => {
  const grant = {
    when: { repository_id: "12*" },
    job: "ci",
    grouping: grouping({ repository: "{repository}" }),
  };
  const withClaims = (claims: Claims): Client => createClient({ grants: [createGrant(grant)], claims });
  const key = keyOf("ci", { repository: "org/app" });

  it("grants the group of the token's own repository", () =>
    expect(decide(withClaims({ repository_id: "123", repository: "org/app" }), { key })).toBe("granted"));

  it("refuses another's group", () =>
    expect(decide(withClaims({ repository_id: "123", repository: "org/other" }), { key })).toBe(
      'group-not-granted: value "org/app" of grouping label "repository" is not granted; for job "ci" this client\'s keys have repository="org/other"',
    ));

  it("compares a star in a claim literally", () =>
    expect(decide(withClaims({ repository_id: "123", repository: "*" }), { key })).toMatch(
      /^group-not-granted/,
    ));

  it("refuses the job when its claim is missing", () =>
    expect(decide(createClient({ grants: [createGrant({ job: "{kind}" })] }))).toMatch(/^group-not-granted/));

  it("refuses when the bound claim is missing", () =>
    expect(decide(withClaims({ repository_id: "123" }), { key })).toMatch(/keys have repository=nothing$/));

  it.each([
    ["does not match", { repository_id: "99", repository: "org/app" }],
    ["is missing", { repository: "org/app" }],
  ])("has no grant when the claim in `when` %s", (_, claims) =>
    expect(decide(withClaims(claims), { key })).toBe(
      "group-not-granted: this credential has no grant: its claims match no grant; ask the operator of the proxy for one",
    ),
  );
});

describe("dry runs", () => {
  const client = withGrants({ dryRunOnly: true });

  it("grants a dry run", () => expect(decide(client, { isDryRun: true })).toBe("granted"));

  it("refuses a push where only dry runs are granted", () =>
    expect(decide(client)).toBe(
      'group-not-granted: only dry runs are granted for job "backup" with this key; add ?dry_run=true to check a push',
    ));

  it("does not use a grant for dry runs for a real push", () => {
    const result = authorizeGroup(withGrants({ dryRunOnly: true, metrics: ["a"] }, { metrics: ["b"] }), PUT);
    expect(result.ok && result.value.map(({ grant }) => grant.metrics)).toEqual([["b"]]);
  });
});

describe("limits of the key", () => {
  const limited = (limits: Partial<Client["limits"]>): Client =>
    createClient({
      grants: [createGrant({ job: "*", grouping: grouping({ "a?": "*", "b?": "*" }) })],
      limits: { ...DEFAULT_LIMITS, ...limits },
    });

  it("accepts as many grouping labels as the limit, and not one more", () => {
    expect(decide(limited({ groupingLabels: 1 }), { key: keyOf("x", { a: "1" }) })).toBe("granted");
    expect(decide(limited({ groupingLabels: 1 }), { key: keyOf("x", { a: "1", b: "2" }) })).toBe(
      "limit-exceeded: 2 grouping labels beside job, and the limit groupingLabels of this client is 1; stay within it, or ask the operator to raise it",
    );
  });

  it("accepts values as long as the limit, and not longer", () => {
    expect(decide(limited({ labelValueLength: 3 }), { key: keyOf("abc") })).toBe("granted");
    expect(decide(limited({ labelValueLength: 3 }), { key: keyOf("abcd") })).toBe(
      'limit-exceeded: 4 characters in the value of grouping label "job", and the limit labelValueLength of this client is 3; stay within it, or ask the operator to raise it',
    );
  });

  it("does not mention limits when the group is not granted", () =>
    expect(decide(withGrants({}), { key: keyOf("x".repeat(2_000)) })).toMatch(/^group-not-granted/));
});
