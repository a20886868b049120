import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LocalProxy, startLocalProxy } from "../support/local-proxy.ts";
import { type OidcIssuer, startOidcIssuer } from "../support/oidc-issuer.ts";

let issuer: OidcIssuer;
let proxy: LocalProxy;

beforeAll(async () => {
  issuer = await startOidcIssuer();
  proxy = await startLocalProxy(`
clients:
  - id: app
    grants: [{ methods: [PUT], job: app, metrics: ["*"] }]
issuers:
  - id: sso
    issuer: ${issuer.url}
    audience: pushgateway-proxy
    grants: [{ when: { team: a }, methods: [PUT], job: "{team}", metrics: ["*"] }]
`);
});

afterAll(async () => {
  await proxy?.stop();
  await issuer?.close();
});

const push = (job: string, authorization: string): Promise<Response> =>
  fetch(`${proxy.url}/metrics/job/${job}`, { method: "PUT", headers: { authorization }, body: "x 1\n" });

describe("a credential that cannot be checked", () => {
  it("gets 503 with Retry-After, and the terminal names the issuer and the reason; other callers notice nothing", async () => {
    issuer.answerWith("/jwks", (response) => response.writeHead(404).end());
    const token = issuer.sign({ team: "a" });
    const answer = await push("a", `Bearer ${token}`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await answer.json()).toMatchObject({ code: "authorizer-unavailable" });
    expect(proxy.log).toContain(
      `the keys of issuer sso cannot be read: ${issuer.url}/jwks: the answer has the status 404`,
    );
    expect((await push("app", proxy.authorization["app"] ?? "")).status).toBe(200);
    expect(proxy.log.join("\n")).not.toContain(token.split(".")[2]);
  });

  it("gets 503 as well if it is a client's own token", async () => {
    writeFileSync(proxy.secretsFile, "damaged");
    const answer = await push("app", "Bearer app.wrong");
    expect(answer.status).toBe(503);
    const tokens = `${proxy.secretsFile} is not a file of tokens`;
    expect(proxy.log).toContainEqual(
      expect.stringContaining(`the token of client app cannot be read: ${tokens}`),
    );
  });
});
