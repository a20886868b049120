import { describe, expect, it } from "@jest/globals";
import { toSmokeChecks } from "../../../cli/smoke/checks.ts";
import type { SmokeAnswer } from "../../../cli/smoke/request.ts";

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
