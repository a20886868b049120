import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { flattenContext } from "../../lambda/authenticate/authorizer-context.ts";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { identifyCaller } from "../../lambda/authenticate/identify-caller.ts";
import { authorizeGroup } from "../../lambda/authorize/authorize-group.ts";
import { authorizeMetrics } from "../../lambda/authorize/authorize-metrics.ts";
import { createKeyLabels } from "../../lambda/authorize/key-labels.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { countEncodedBytes } from "../../lambda/encode/encode-exposition.ts";
import type { MetricFamily } from "../../lambda/model/exposition.ts";
import { labelSet } from "../support/expositions.ts";
import { createExposition } from "../support/granted-pushes.ts";
import { keyOf } from "../support/grouping-key.ts";
import { toRuns } from "../support/test-length.ts";

type Labels = Readonly<Record<string, string>>;

/** A grant as in proxy.yaml. */
interface WrittenGrant {
  readonly when: Labels;
  readonly methods: readonly string[];
  readonly job: string;
  readonly grouping: Labels;
  readonly metrics: readonly string[];
  readonly dryRunOnly: boolean;
}

interface Push {
  readonly claims: Labels;
  readonly method: "PUT" | "POST" | "DELETE";
  readonly job: string;
  readonly key: Labels;
  readonly isDryRun: boolean;
  readonly body: readonly { readonly name: string; readonly labels: Labels }[];
}

/** The reference: the rules of docs/configuration.md about grants, in as few lines as possible. */
const oracle = (grants: readonly WrittenGrant[], others: readonly WrittenGrant[], push: Push): string => {
  const like = (pattern: string, text: string | undefined) =>
    text !== undefined && toRegExp(pattern, push.claims).test(text);
  const allowed = (grant: WrittenGrant, name: string, value: string) =>
    [grant.grouping[name], grant.grouping[`${name}?`]].some(
      (pattern) => pattern !== undefined && like(pattern, value),
    );
  const listed = (grant: WrittenGrant, name: string) =>
    name in grant.grouping || `${name}?` in grant.grouping;
  const fit = grants
    .filter(({ when }) => Object.entries(when).every(([claim, pattern]) => like(pattern, push.claims[claim])))
    .filter(({ methods, dryRunOnly }) => methods.includes(push.method) && (push.isDryRun || !dryRunOnly))
    .filter(({ job }) => like(job, push.job))
    .filter((grant) => Object.entries(push.key).every(([name, value]) => allowed(grant, name, value)))
    .filter(({ grouping }) => Object.keys(grouping).every((name) => name.endsWith("?") || name in push.key));
  if (fit.length === 0) {
    return "group-not-granted";
  }
  const ofJob = [...grants, ...others].filter(({ job }) => matchesForSomeClaims(job, push.job));
  const free = (grant: WrittenGrant, labels: Labels) =>
    Object.entries(labels).every(
      ([name, value]) =>
        name in push.key ||
        (listed(grant, name) ? allowed(grant, name, value) : !ofJob.some((other) => listed(other, name))),
    );
  const granted = push.body.every(({ name, labels }) =>
    fit.some((grant) => grant.metrics.some((pattern) => like(pattern, name)) && free(grant, labels)),
  );
  return granted ? "granted" : "metrics-not-granted";
};

const toRegExp = (pattern: string, claims: Labels): RegExp => {
  const parts = pattern.split(/(\*|\{\w+\})/).map((part) => {
    if (part === "*") {
      return "[^]*";
    }
    const claim = /^\{(\w+)\}$/.exec(part)?.[1];
    return claim === undefined ? escapeRegExp(part) : claim in claims ? escapeRegExp(claims[claim]!) : "(?!)";
  });
  return new RegExp(`^${parts.join("")}$`);
};

/** Another client's token, which can have any claims. */
const matchesForSomeClaims = (pattern: string, text: string): boolean =>
  toRegExp(pattern.replace(/\{\w+\}/g, "*"), {}).test(text);

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The product: from the text of proxy.yaml and the authorizer's context to a decision. */
const decide = (grants: readonly WrittenGrant[], others: readonly WrittenGrant[], push: Push): string => {
  const issuer = { id: "ci", issuer: "https://x.example", audience: "x", grants };
  const another = { id: "another", issuer: "https://y.example", audience: "x", grants: others };
  const issuers = others.length === 0 ? [issuer] : [issuer, another];
  const config = parseProxyConfig(JSON.stringify({ issuers }), "proxy.yaml");
  if (!config.ok) {
    throw new Error(JSON.stringify(config.error));
  }
  const context = flattenContext({ client: "ci", claims: push.claims, expiresAtSeconds: 1 });
  if (!context.ok) {
    throw new Error(context.error);
  }
  const client = identifyCaller(context.value, createClientDirectory(config.value), 0);
  if (!client.ok) {
    return client.error.code;
  }
  const key = keyOf(push.job, push.key);
  const authorized = authorizeGroup(client.value, { method: push.method, key, isDryRun: push.isDryRun });
  if (!authorized.ok) {
    return authorized.error.code;
  }
  const families = push.body.map(({ name, labels }): MetricFamily => {
    return { type: "gauge", name, help: "", at: 1, metrics: [{ labels: labelSet(labels), value: 1, at: 1 }] };
  });
  const permitted = authorizeMetrics(
    {
      grants: authorized.value,
      limits: client.value.limits,
      key,
      exposition: createExposition(families),
    },
    { keyLabels: createKeyLabels(config.value), countEncodedBytes },
  );
  return permitted.ok ? "granted" : permitted.error.code;
};

// Few names and short texts, so that patterns and values often match.
const LABELS = ["a", "b", "instance"];
const CLAIMS = ["repo", "ref"];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("x", "y", "x/y", "*") },
  { weight: 1, arbitrary: fc.stringMatching(/^[xy/*.]{1,4}$/) },
);

const pattern = fc.oneof(
  fc.constantFrom("*", "x", "x*", "*y", "{repo}", "{repo}*", "{repo}/{ref}"),
  fc
    .array(fc.constantFrom("*", "x", "y", "/", ".", "{repo}", "{ref}"), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join("")),
);

const literalPattern = fc.constantFrom("x", "*", "x*", "*y", ".");

const metricName = fc.stringMatching(/^[mn]_?[mn]$/);

const grant: fc.Arbitrary<WrittenGrant> = fc.record({
  when: fc.dictionary(fc.constantFrom(...CLAIMS), fc.oneof(fc.constant("*"), literalPattern), { maxKeys: 1 }),
  methods: fc.uniqueArray(fc.constantFrom("PUT", "POST", "DELETE"), { minLength: 1 }),
  job: fc.oneof({ weight: 2, arbitrary: fc.constant("*") }, { weight: 3, arbitrary: pattern }),
  grouping: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...LABELS), fc.boolean(), fc.oneof(fc.constant("*"), pattern)), {
      selector: ([label]) => label,
      maxLength: 3,
    })
    .map((entries) =>
      Object.fromEntries(
        entries.map(([label, isOptional, value]) => [isOptional ? `${label}?` : label, value]),
      ),
    ),
  metrics: fc.array(fc.constantFrom("*", "m*", "n_*", "*n", "m_m"), { minLength: 1, maxLength: 2 }),
  dryRunOnly: fc.boolean(),
});

const labels = (maxKeys: number) => fc.dictionary(fc.constantFrom(...LABELS), text, { maxKeys });

const push: fc.Arbitrary<Push> = fc.record({
  claims: fc.dictionary(fc.constantFrom(...CLAIMS), text),
  method: fc.constantFrom("PUT", "POST", "DELETE"),
  job: text,
  key: labels(2),
  isDryRun: fc.boolean(),
  body: fc.array(fc.record({ name: metricName, labels: labels(2) }), { maxLength: 3 }),
});

/** A push to its own group with every metric. It sets only the labels of its key. */
const toFittingGrant = (request: Push): WrittenGrant => ({
  when: {},
  methods: [request.method],
  job: "*",
  grouping: Object.fromEntries(Object.keys(request.key).map((label) => [label, "*"])),
  metrics: ["*"],
  dryRunOnly: false,
});

describe("the decision about a push", () => {
  it("equals that of a short reference, for any configuration and any push", () => {
    const decisions = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.array(grant, { minLength: 1, maxLength: 4 }),
        fc.array(grant, { maxLength: 2 }),
        fc.boolean(),
        push,
        (drawn, others, hasFittingGrant, request) => {
          const grants = hasFittingGrant ? [...drawn, toFittingGrant(request)] : drawn;
          const expected = oracle(grants, others, request);
          // Pushes that only another client's grant makes invalid count as a separate case.
          const isOnlyForOthers = expected !== "granted" && oracle(grants, [], request) === "granted";
          const kind = isOnlyForOthers ? "another's label" : expected;
          decisions.set(kind, (decisions.get(kind) ?? 0) + 1);
          expect(decide(grants, others, request)).toBe(expected);
        },
      ),
      { numRuns: toRuns({ short: 750, full: 100_000 }) },
    );
    // Each of them must occur often enough.
    for (const decision of ["granted", "group-not-granted", "metrics-not-granted", "another's label"]) {
      expect(decisions.get(decision) ?? 0).toBeGreaterThan(5);
    }
  });
});
