import { describe, expect, it } from "@jest/globals";
import { type RequestParts, request } from "../support/hostile/requests.ts";
import { expectRefused, type HostileCase, type Target, VICTIM } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";
import { type RawAnswer, sendRaw } from "../support/raw-http.ts";

const read = (path: string, parts: RequestParts = {}) => request(path, { method: "GET", body: "", ...parts });

const refused = (name: string, path: string, parts: RequestParts): HostileCase => [
  name,
  read(path, parts),
  403,
  "group-not-granted",
];

const OWN_GROUPS: Readonly<Record<string, string>> = {
  app: "/metrics/job/app/zone/eu-1",
  wide: "/metrics/job/anything",
  checker: "/metrics/job/check",
  remover: "/metrics/job/app",
  [VICTIM]: "/metrics/job/omega-secret-job",
};

const PUSHERS: readonly HostileCase[] = Object.entries(OWN_GROUPS).flatMap(([client, path]) => [
  refused(`the page, by ${client}`, "/metrics", { as: client }),
  refused(`the page with a slash, by ${client}`, "/metrics/", { as: client }),
  refused(`the page of its own job, by ${client}`, "/metrics?job=*", { as: client }),
  refused(`a group that it may push, by ${client}`, path, { as: client }),
  refused(`the proxy's own group, by ${client}`, "/metrics/job/pushgateway-proxy", { as: client }),
]);

const GROUP = "/metrics/job/app/zone/eu-1";

const READERS: readonly HostileCase[] = [
  ...["PUT", "POST", "DELETE"].flatMap((method) => [
    refused(`a ${method} by who may scrape`, GROUP, { as: "prometheus", method, body: "app_x 1\n" }),
    refused(`a ${method} by who may read this group`, GROUP, { as: "reader", method, body: "app_x 1\n" }),
    refused(`a dry run of a ${method} by who may read this group`, `${GROUP}?dry_run=true`, {
      as: "reader",
      method,
      body: "app_x 1\n",
    }),
  ]),
  refused("a single group, by who may scrape its job", GROUP, { as: "prometheus" }),
  refused("a group whose path is a star, by who may scrape", "/metrics/*", { as: "prometheus" }),
  refused("the page, by who may read a group", "/metrics", { as: "reader" }),
  refused("the page with a slash, by who may read a group", "/metrics/", { as: "reader" }),
  refused("another zone", "/metrics/job/app/zone/eu-2", { as: "reader" }),
  refused("no zone", "/metrics/job/app", { as: "reader" }),
  refused("a zone that is a star", "/metrics/job/app/zone/*", { as: "reader" }),
  refused("one label more", `${GROUP}/instance/a`, { as: "reader" }),
  refused("another job", "/metrics/job/omega-secret-job", { as: "reader" }),
  refused("the proxy's own group, by who may scrape", "/metrics/job/pushgateway-proxy", { as: "prometheus" }),
];

const PULL_REQUEST = {
  aud: "pushgateway-proxy",
  repository_id: "123",
  repository: "o/r",
  event_name: "pull_request",
  environment: "prod",
  ref: "refs/pull/1/merge",
  base_ref: "main",
};

const CI = "/metrics/job/prod-ci/repository@base64/by9y";

const signed = (claims: object, parts: RequestParts = {}): RequestParts => ({
  ...parts,
  authorization: ({ issuer }: Target) => `Bearer ${issuer.sign({ ...PULL_REQUEST, ...claims })}`,
});

const TOKENS: readonly HostileCase[] = [
  refused("a fork's token, of the base branch's group", `${CI}/ref/main`, signed({ repository_id: "666" })),
  refused("a fork's token, of its own name's group", "/metrics/job/prod-ci/repository@base64/Zi9y/ref/main", {
    ...signed({ repository_id: "666", repository: "f/r" }),
  }),
  refused("a fork's token, of the page", "/metrics", signed({ repository_id: "666" })),
  refused("a pull request, of another branch", `${CI}/ref/release`, signed({})),
  refused("a pull request, of another repository", "/metrics/job/prod-ci/repository/x/ref/main", signed({})),
  refused("a pull request, of another environment", CI.replace("prod", "test"), signed({})),
  refused("a pull request without a base branch", `${CI}/ref/main`, signed({ base_ref: undefined })),
  refused("a pull request whose base branch is a star", `${CI}/ref/main`, signed({ base_ref: "*" })),
  refused("a pull request, of the page", "/metrics", signed({})),
  refused("a push to the group that a pull request may read", `${CI}/ref/main`, {
    ...signed({}, { method: "PUT", body: "ci_x 1\n" }),
  }),
  refused("a pushing job, of the group that it may push", `${CI}/ref/main`, {
    ...signed({ event_name: "push", ref: "main" }),
  }),
  refused(
    "a token whose claims name the proxy's own job",
    "/metrics/job/pushgateway-proxy",
    signed({ environment: "pushgateway-proxy" }),
  ),
];

const METHODS: readonly HostileCase[] = [
  ["a PUT of the page", request("/metrics", { as: "prometheus" }), 405, "method-not-allowed"],
  [
    "a POST of the page by a client that may push everything",
    request("/metrics", { as: "wide", method: "POST" }),
    405,
    "method-not-allowed",
  ],
  ["the page without a credential", read("/metrics", { as: null }), 401, "credential-invalid"],
  ["a group without a credential", read(GROUP, { as: null }), 401, "credential-invalid"],
  ["an unknown parameter of the page", read("/metrics?jobs=app", { as: "prometheus" }), 400, "query-invalid"],
  ["an unknown parameter of a group", read(`${GROUP}?job=app`, { as: "reader" }), 400, "query-invalid"],
];

describe("hostile reads", () => {
  const target = withTarget();

  it.each([...PUSHERS, ...READERS, ...TOKENS, ...METHODS])("%s", (_, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );

  const send = async (path: string, parts: RequestParts): Promise<RawAnswer> => {
    const [answer] = await sendRaw(target().url, read(path, parts)(target()) as Uint8Array);
    return answer!;
  };

  it("does not apply the cached policy of one path to another, in any order", async () => {
    await send(GROUP, { as: "app", method: "PUT", body: "app_x 1\n" });
    const outcomes: (readonly [string, number])[] = [];
    for (const [path, method] of [
      ["/metrics", "GET"],
      [GROUP, "GET"],
      [GROUP, "PUT"],
      ["/metrics/", "GET"],
      [GROUP, "GET"],
      ["/metrics", "GET"],
    ] as const) {
      outcomes.push([`${method} ${path}`, (await send(path, { as: "reader", method, body: "" })).status]);
    }
    expect(outcomes).toEqual([
      ["GET /metrics", 403],
      [`GET ${GROUP}`, 200],
      [`PUT ${GROUP}`, 403],
      ["GET /metrics/", 403],
      [`GET ${GROUP}`, 200],
      ["GET /metrics", 403],
    ]);
    expect((await send("/metrics", { as: "prometheus" })).status).toBe(200);
    expect((await send(GROUP, { as: "prometheus" })).status).toBe(403);
    expect((await send("/metrics", { as: "app" })).status).toBe(403);
  });

  it("returns a page of the client's jobs only, whatever it asks for", async () => {
    await send("/metrics/job/omega-secret-job", { as: VICTIM, method: "PUT", body: "omega_secret_x 1\n" });
    await send(GROUP, { as: "app", method: "PUT", body: "app_x 1\n" });
    for (const query of ["", "?job=*", "?job=omega-secret-job", "?job=omega*&job=app"]) {
      const { status, body } = await send(`/metrics${query}`, { as: "prometheus" });
      expect(status).toBe(200);
      expect(body).not.toMatch(/omega/);
    }
    expect((await send("/metrics", { as: "prometheus" })).body).toContain("app_x{");
  });

  it("lets a pull request read the group of its base branch, which a push to that branch wrote", async () => {
    const push = signed({ event_name: "push", ref: "main" }, { method: "PUT", body: "ci_x 42\n" });
    expect((await send(`${CI}/ref/main`, push)).status).toBe(200);
    expect(await send(`${CI}/ref/main`, signed({}))).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^ci_x\{.*\} 42$/m),
    });
  });
});
