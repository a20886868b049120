import { beforeEach, describe, expect, it } from "@jest/globals";
import { agree } from "../../../lambda/agree/agree.ts";
import { createMemoryStore } from "../../../lambda/agree/memory-store.ts";
import type { Registry } from "../../../lambda/agree/registry.ts";
import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import { sample, sampleFamily } from "../../support/expositions.ts";
import { aFamily, aPermittedPush, type PushOf } from "../../support/registry/push-claims.ts";
import { createRegistryBench, TRACKED_LABELS } from "../../support/registry/registry-bench.ts";

describe("agree", () => {
  let registry: Registry;

  beforeEach(() => {
    registry = createRegistryBench(createMemoryStore()).createInstance();
  });

  const push = (families: readonly MetricFamily[], of: PushOf = {}) =>
    agree(aPermittedPush(families, of), registry, TRACKED_LABELS);

  it("gives untyped samples the type in force", async () => {
    await push([aFamily("x", "counter")]);
    const agreed = await push([aFamily("x", "untyped"), aFamily("y", "untyped")]);
    expect(agreed.ok && agreed.value.exposition.families.map(({ name, type }) => [name, type])).toEqual([
      ["x", "counter"],
      ["y", "untyped"],
    ]);
  });

  it.each([-1, Number.NaN])("refuses to make %s a counter, naming the line", async (value) => {
    await push([aFamily("x", "counter")]);
    const bad = sampleFamily("untyped", "x", [sample(0), { ...sample(value), at: 6 }]);
    expect(await push([bad])).toMatchObject({
      ok: false,
      error: {
        code: "contract-conflict",
        issues: [{ code: "adopted-counter-value", family: "x", location: { line: 7, column: 1 } }],
      },
    });
  });

  it.each<[string, readonly MetricFamily[], PushOf, readonly MetricFamily[], string, string]>([
    [
      "the type in force",
      [aFamily("x", "counter")],
      {},
      [aFamily("x", "gauge")],
      "type-conflict",
      '"x" is a counter, and this push has it as a gauge: push it as what is in force, or rename the metric',
    ],
    [
      "the owner of a suffix",
      [aFamily("h", "histogram")],
      {},
      [aFamily("h_count", "counter")],
      "type-conflict",
      '"h_count" belongs to the histogram "h", and this push has it as a counter: push it as what is in force, or rename the metric',
    ],
    [
      "the Pushgateway's own",
      [],
      {},
      [aFamily("go_goroutines", "counter")],
      "type-reserved",
      '"go_goroutines" is a gauge of the Pushgateway\'s own, and this push has it as a counter: push it as that type, or rename the metric',
    ],
    [
      "the side of a value",
      [aFamily("x", "gauge")],
      { key: { instance: "a" } },
      [aFamily("x", "gauge", { instance: "a" })],
      "label-side-conflict",
      '"x" with instance="a" in this push\'s body can already be in the grouping key of another group of this job: put "instance" into the grouping key, or rename the label',
    ],
  ])("tells %s and the ways out", async (_, before, of, families, code, detail) => {
    await push(before, of);
    expect(await push(families)).toMatchObject({
      ok: false,
      error: { code: "contract-conflict", issues: [{ code, detail, family: families[0]!.name }] },
    });
  });

  it("says nothing of who was first", async () => {
    await push([aFamily("x", "counter")], { client: "secret-client", job: "secret-job" });
    expect(JSON.stringify(await push([aFamily("x", "gauge")]))).not.toContain("secret-");
  });

  it("answers 429 with what is held and allowed", async () => {
    await push([aFamily("x", "gauge")], { key: { instance: "a" } });
    expect(await push([aFamily("x", "gauge")], { key: { instance: "b" }, groups: 1 })).toMatchObject({
      error: { code: "quota-exceeded", detail: expect.stringContaining("holds 1 group and may hold 1") },
    });
  });

  it("answers 503 with Retry-After while the registry cannot answer", async () => {
    const unavailable: Registry = {
      claim: async () => ({ kind: "unavailable", reason: "seeding", retryAfterSeconds: 5 }),
      check: async () => ({ kind: "full", held: 8, allowed: 8 }),
    };
    expect(await agree(aPermittedPush([]), unavailable, TRACKED_LABELS)).toMatchObject({
      error: { code: "registry-unavailable", retryAfterSeconds: 5 },
    });
    const dry = aPermittedPush([]);
    const dryRun = { ...dry, request: { ...dry.request, isDryRun: true } };
    expect(await agree(dryRun, unavailable, TRACKED_LABELS)).toMatchObject({
      error: { code: "capacity-exhausted" },
    });
  });
});
