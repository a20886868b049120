import { describe, expect, it } from "@jest/globals";
import { toSmokeChecks } from "../../../cli/smoke/checks.ts";
import { toPushSteps } from "../../../cli/smoke/push.ts";
import type { SmokeAnswer } from "../../../cli/smoke/request.ts";
import { ok } from "../../../lambda/model/result.ts";

const CHECKS = toSmokeChecks({ authorization: "Basic YTpi", job: "smoke" });

/** An answer without what an answer of the proxy has, except its status. */
const bareAnswer = (status: number): SmokeAnswer => ({ status, header: () => undefined, body: "", json: {} });

const passing = (toAnswer: (name: string) => SmokeAnswer): readonly string[] =>
  CHECKS.filter(({ name, judge }) => judge(toAnswer(name)) === undefined).map(({ name }) => name);

describe("the checks of the smoke test", () => {
  it("have different names", () => expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length));

  it.each([204, 302, 400, 403, 500, 503])(
    "all fail for an endpoint that answers everything with %d",
    (status) => expect(passing(() => bareAnswer(status))).toEqual([]),
  );

  it("need more than the right status where the problem or a header matters", () => {
    const statusOf = (name: string): number =>
      name.includes("404")
        ? 404
        : name.includes("401") || name === "the page needs a credential"
          ? 401
          : Number(/ is (405|413|414)/.exec(name)?.[1] ?? (name.startsWith("the request id") ? 400 : 200));
    expect(passing((name) => bareAnswer(statusOf(name)))).toEqual([
      "health needs no credential",
      "readiness reaches what is behind the proxy",
      "a push is checked",
      "a path may begin with two slashes",
      "%2F is a slash inside a value, and reaches the function undecoded",
      "a body without a type is text",
      "a body may come in chunks",
      "zstd arrives as it was sent",
      "a client that only pushes cannot read the page",
      "a path over what the gateway takes is 414",
    ]);
  });
});

describe("the steps of smoke --push", () => {
  const runStep = (name: string, answer: object) =>
    toPushSteps({
      send: async () => ok(bareAnswer(500)),
      authorization: "Basic YTpi",
      job: "smoke",
      ask: async () => ok(answer),
      cycleMs: 0,
    })
      .steps.find((step) => step.name.startsWith(name))!
      .run();

  it.each([
    [{ outcome: "whole", health: { kind: "valid" } }, undefined],
    [{ outcome: "whole", health: { kind: "invalid", reason: "it has a type twice" } }, "it has a type twice"],
    [{ outcome: "whole", health: { kind: "unread" } }, "the page that Prometheus scrapes cannot be read"],
    [{ outcome: "pushgateway-unread", health: { kind: "unread" } }, "the Pushgateway cannot be read"],
    [{ outcome: "store-unread", health: { kind: "unread" } }, "the store cannot be read"],
    [{ error: "another system answers" }, "another system answers"],
  ])("judge the scrape by the report of a sweep: %j", async (report, issue) =>
    expect(await runStep("the scrape is valid", report)).toBe(issue),
  );

  it.each([
    [[], "it is gone"],
    [[{ job: "smoke", labels: { instance: "a" } }], "it is gone"],
    [[{ job: "smoke", labels: {} }], undefined],
  ])("find the group that was pushed among %j", async (groups, issue) =>
    expect(await runStep("the group is still there", { groups })).toBe(issue),
  );

  it.each(["PUT is answered", "DELETE is answered"])("fail for another status: %s", async (name) =>
    expect(await runStep(name, {})).toMatch(/^got 500, expected 20[02]: /),
  );
});
