import { describe, expect, it } from "@jest/globals";
import type { ProblemCode } from "../../../lambda/model/catalogue.ts";
import type { Issue } from "../../../lambda/model/issue.ts";
import type { PermittedPush } from "../../../lambda/model/stages.ts";
import type { StoreRefusal } from "../../../lambda/store/group-push.ts";
import { refuseOutcome } from "../../../lambda/store/refuse-outcome.ts";
import { gauge } from "../../support/expositions.ts";
import { createClient, createExposition } from "../../support/granted-pushes.ts";

const TIMES = { actMs: 1, openingMs: 60_000, labelOpeningMs: 60_001 };
const PUSH = {
  client: createClient(),
  exposition: createExposition([{ ...gauge("a"), at: 3 }]),
} as unknown as PermittedPush;

const GROUPS_APART = "spread its metrics over several groups, each with its own grouping label";
const DELETE =
  "delete groups that are no longer needed (deleted groups count until the next sweep), or push less";

const NOT_COUNTS: Issue = { code: "adopted-counter-value", detail: "no count", family: "a" };

describe("the refusal of a push that the store did not take", () => {
  it.each<[StoreRefusal, ProblemCode, string, number | undefined]>([
    [
      { kind: "too-large", storedBytes: 400_000 },
      "group-too-large",
      `the group would take 400000 bytes compressed and may take 389120: ${GROUPS_APART}`,
      undefined,
    ],
    [
      { kind: "too-costly", detail: "more than 50000 label names" },
      "group-too-large",
      `the group would be too large (more than 50000 label names): ${GROUPS_APART}`,
      undefined,
    ],
    [
      { kind: "over-limit", dimension: "groups", held: 1, added: 2, allowed: 2 },
      "quota-exceeded",
      `desktop-app keeps 1 group and may keep 2, and this push adds 2: ${DELETE}`,
      300,
    ],
    [
      { kind: "over-limit", dimension: "groups", held: 2, added: 1, allowed: 2 },
      "quota-exceeded",
      `desktop-app keeps 2 groups and may keep 2, and this push adds 1: ${DELETE}`,
      300,
    ],
    [
      { kind: "over-limit", dimension: "series", held: 1, added: 150, allowed: 2 },
      "quota-exceeded",
      `desktop-app keeps 1 series and may keep 2, and this push adds 150: ${DELETE}`,
      300,
    ],
    [
      { kind: "over-limit", dimension: "series", held: 2, added: 1, allowed: 2 },
      "quota-exceeded",
      `desktop-app keeps 2 series and may keep 2, and this push adds 1: ${DELETE}`,
      300,
    ],
    [
      { kind: "over-limit", dimension: "bytes", held: 2, added: 3, allowed: 2, isOther: true },
      "quota-exceeded",
      "the group counts for the client that created it, whose limit of bytes it would exceed: push less into it, or push into another group",
      300,
    ],
    [
      { kind: "full", dimension: "bytes", held: 1, added: 4_096, allowed: 2_048 },
      "capacity-exhausted",
      "all clients together keep 1 byte and may keep 2048, and this push adds 4096; tell the operator of the proxy, who can raise the limit or delete groups",
      300,
    ],
    [
      { kind: "full", dimension: "names", held: 1, added: 10, allowed: 9 },
      "capacity-exhausted",
      "all clients together keep 1 metric name and may keep 9, and this push adds 10; tell the operator of the proxy, who can raise the limit or delete groups",
      300,
    ],
    [
      { kind: "full", dimension: "names", held: 0, added: 1, allowed: 0 },
      "capacity-exhausted",
      "all clients together keep 0 metric names and may keep 0, and this push adds 1; tell the operator of the proxy, who can raise the limit or delete groups",
      300,
    ],
    [
      { kind: "unavailable", reason: "unanswered" },
      "store-unavailable",
      "the store does not answer, so it is not known yet whether the push is stored; push again, which is safe",
      10,
    ],
    [
      { kind: "unavailable", reason: "contended" },
      "store-unavailable",
      "too many others write the same group or metrics at the same time; push again",
      1,
    ],
    [
      { kind: "unavailable", reason: "closed" },
      "store-opening",
      "the store is being opened, which takes up to 1 minute once the Pushgateway answers; push again later",
      60,
    ],
    [
      { kind: "unavailable", reason: "label-opening" },
      "store-opening",
      "a grouping label of this push is new here, and keys may have it in up to 2 minutes; push again later",
      60,
    ],
  ])("%j", (outcome, code, detail, retryAfterSeconds) => {
    expect(refuseOutcome(outcome, PUSH, TIMES)).toEqual({
      ok: false,
      error: { code, detail, issues: [], total: 0, retryAfterSeconds },
    });
  });

  it("names each untyped value that a counter cannot have", () => {
    expect(refuseOutcome({ kind: "no-counts", issues: [NOT_COUNTS] }, PUSH, TIMES)).toMatchObject({
      error: { code: "contract-conflict", detail: "no count", issues: [NOT_COUNTS] },
    });
  });

  it("names each conflict with its place in the payload", () => {
    const conflict = {
      kind: "type",
      name: "a",
      family: "a",
      wanted: "gauge",
      existing: "counter",
      owner: "a",
      reason: "held",
    } as const;
    expect(refuseOutcome({ kind: "conflict", conflicts: [conflict] }, PUSH, TIMES)).toMatchObject({
      error: {
        code: "contract-conflict",
        issues: [{ code: "type-conflict", location: { line: 3 }, family: "a" }],
      },
    });
  });
});
