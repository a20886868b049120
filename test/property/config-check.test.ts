import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { checkProxyConfig } from "../../lambda/config/parse.ts";
import { toRuns } from "../support/test-length.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const WHOLE = {
  ...(parse(readFileSync("examples/proxy.yaml", "utf8")) as { [key: string]: Json }),
  issuers: [
    {
      id: "github",
      issuer: "https://token.actions.githubusercontent.com",
      audience: "sigstore",
      grants: [
        {
          when: { repository_id: "1" },
          methods: ["PUT"],
          job: "ci",
          grouping: { r: "{repository}" },
          metrics: ["ci_*"],
        },
      ],
    },
  ],
  limits: { series: 10, rate: "5/s", burst: 3 },
  rotation: { every: "30d", overlap: "1d" },
  pushgateway: { cpu: 256, memoryMiB: 512 },
  deployment: { network: { endpoints: "create" }, alarms: { email: "a@acme.test" } },
} satisfies Json;

/** Every place of a value, outermost first. */
const placesOf = (
  value: Json,
  place: readonly (string | number)[] = [],
): readonly (readonly (string | number)[])[] => [
  place,
  ...(Array.isArray(value)
    ? value.flatMap((item, index) => placesOf(item, [...place, index]))
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, item]) => placesOf(item, [...place, key]))
      : []),
];

const PLACES = placesOf(WHOLE);

const WRONG = fc.constantFrom<Json>(
  null,
  true,
  0,
  -1,
  1e9,
  "",
  "x",
  "{a",
  "*",
  "up",
  "a\u0000",
  [],
  {},
  [1],
  { x: 1 },
);

interface Change {
  readonly place: readonly (string | number)[];
  readonly kind: string;
  readonly value: Json;
}

/** Replaces a value, removes a key, or adds one. */
const change: fc.Arbitrary<Change> = fc.record({
  place: fc.constantFrom(...PLACES),
  kind: fc.constantFrom("replace", "remove", "add"),
  value: WRONG,
});

const changesToWhole = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: fc.array(change, { minLength: 1, maxLength: 4 }) },
);

const apply = (root: Json, changes: readonly Change[]): Json => {
  const holder: { root: Json } = { root: structuredClone(root) };
  for (const { place, kind, value } of changes) {
    const path = ["root", ...place];
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], holder);
    const key = path.at(-1) ?? "";
    if (typeof parent !== "object" || parent === null) {
      continue;
    }
    const target = parent as Record<string | number, unknown>;
    if (kind === "replace") {
      target[key] = structuredClone(value);
    } else if (kind === "add" && !Array.isArray(parent)) {
      target[`${key}x`] = structuredClone(value);
    } else if (Array.isArray(parent)) {
      parent.splice(Number(key), 1);
    } else {
      delete target[key];
    }
  }
  return holder.root;
};

/** Earlier counterexamples. */
const FOUND: [Change[]][] = [
  [
    [
      { place: ["issuers", 0, "grants", 0, "job"], kind: "replace", value: null },
      { place: ["clients", 2, "grants", 0, "job"], kind: "replace", value: "*" },
    ],
  ],
];

describe("a check of any configuration", () => {
  it("ends with a configuration or with issues, each reported once with a place", () => {
    const outcomes = { ok: 0, issues: 0, warnings: 0 };
    fc.assert(
      fc.property(changesToWhole, (changes) => {
        const { config, warnings } = checkProxyConfig(
          JSON.stringify(apply(WHOLE, changes), null, 1) ?? "",
          "f",
        );
        outcomes[config.ok ? "ok" : "issues"] += 1;
        if (warnings.length > 0) {
          outcomes.warnings += 1;
        }
        const issues = config.ok ? [] : config.error;
        if (!config.ok) {
          expect(issues.length).toBeGreaterThan(0);
        }
        for (const { line, column } of [...issues, ...warnings]) {
          expect(Math.min(line, column)).toBeGreaterThan(0);
        }
        const shown = issues.map(({ path, text }) => `${path} ${text}`);
        expect(shown).toEqual([...new Set(shown)]);
        expect(JSON.stringify([issues, warnings])).not.toContain("stand-in");
      }),
      { numRuns: toRuns({ short: 200, full: 10_000 }), examples: FOUND },
    );
    expect(Math.min(outcomes.ok, outcomes.issues, outcomes.warnings)).toBeGreaterThan(10);
  });

  it("finds a grant that can never match although another grant has an issue", () => {
    fc.assert(
      fc.property(fc.constantFrom("methods", "job", "metrics", "grouping"), WRONG, (key, value) => {
        const good = { methods: ["PUT"], job: "a", metrics: ["a"] };
        const config = {
          clients: [
            { id: "a", grants: [{ ...good, [key]: value }] },
            {
              id: "b",
              grants: [
                { ...good, job: "pushgateway" },
                { ...good, methods: ["PUT", "PUT"] },
              ],
            },
          ],
        };
        const checked = checkProxyConfig(JSON.stringify(config), "f").config;
        const paths = checked.ok ? [] : checked.error.map(({ path }) => path);
        expect(paths).toEqual(
          expect.arrayContaining(["clients[1].grants[0].job", "clients[1].grants[1].methods[1]"]),
        );
      }),
    );
  });
});
