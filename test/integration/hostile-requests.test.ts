import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LocalSystem, startLocalSystem } from "../../infra/local/local-system.ts";
import { createFileSecretStore } from "../../lambda/adapters/file-secret-store.ts";
import { parseProxyConfig } from "../../lambda/config/parse.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { BODIES } from "../support/hostile/bodies.ts";
import { CREDENTIALS } from "../support/hostile/credentials.ts";
import { GRANTS } from "../support/hostile/grants.ts";
import {
  GRANTED_BODY,
  GRANTED_PATH,
  type HostileCase,
  type HostileRequest,
  type HostileWorld,
} from "../support/hostile/hostile-case.ts";
import {
  type RecordingPushgateway,
  startRecordingPushgateway,
} from "../support/hostile/recording-pushgateway.ts";
import { CI_BODY, CI_CLAIMS, CI_PATH, SIGNED_TOKENS } from "../support/hostile/signed-tokens.ts";
import { createSigningKey, type OidcIssuer, signJwt, startOidcIssuer } from "../support/oidc-issuer.ts";
import { type RawAnswer, sendRaw } from "../support/raw-http.ts";

const toConfig = (issuerUrl: string): string => `
clients:
  - id: mallory
    grants:
      - methods: [PUT, POST]
        job: "mallory-*"
        grouping: { team: red, "instance?": "m-*" }
        metrics: ["mal_*", "m:*:x"]
    limits:
      { bodyBytes: 50KiB, inflatedBytes: 1MiB, families: 10, series: 100, labelsPerSeries: 5, nameLength: 50, labelValueLength: 100, helpLength: 100 }
  - id: mallory-dry
    grants: [{ methods: [PUT], job: "mallory-*", grouping: { team: red }, metrics: ["*"], dryRunOnly: true }]
  - id: neighbour
    grants: [{ methods: [PUT, POST, DELETE], job: neighbour, grouping: { "instance?": "*" }, metrics: ["*"] }]
  - id: hidden-tenant
    grants: [{ methods: [PUT], job: "hidden-job-*", grouping: { hidden_label: "hidden-*" }, metrics: ["hidden_*"] }]
issuers:
  - id: forge
    issuer: ${issuerUrl}
    audience: pushgateway-proxy
    grants:
      - when: { repository_id: "1" }
        methods: [PUT, POST]
        job: ci
        grouping: { repository: "{repository}", ref: "{ref}" }
        metrics: ["ci_*"]
  - id: unreachable
    issuer: http://127.0.0.1:1
    audience: pushgateway-proxy
    grants: [{ when: { sub: "x" }, methods: [PUT], job: x, metrics: ["*"] }]
`;

describe("hostile requests", () => {
  let folder: string;
  let issuer: OidcIssuer;
  let recorder: RecordingPushgateway;
  let system: LocalSystem;
  let world: HostileWorld;
  let tokens: ReadonlyMap<string, string>;
  const log: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hostile-"));
    [issuer, recorder] = await Promise.all([startOidcIssuer(), startRecordingPushgateway()]);
    const config = parseProxyConfig(toConfig(issuer.url), "proxy.yaml");
    if (!config.ok) throw new Error(JSON.stringify(config.error));
    system = await startLocalSystem({
      config: config.value,
      port: 0,
      secretsFile: join(folder, "secrets.json"),
      pushgatewayUrl: recorder.url,
      searchPath: "",
      log: (line) => log.push(line),
    });
    tokens = new Map(system.clients.map(({ id, token }) => [id, token]));
    const stranger = createSigningKey("key-1");
    world = {
      token: tokens.get("mallory") ?? "",
      halfOfAnother: (tokens.get("neighbour") ?? "").slice(0, 24),
      sign: issuer.sign,
      forge: (claims, header) => signJwt(stranger, { iss: issuer.url, ...claims }, header),
      issuerUrl: issuer.url,
    };
  });

  afterAll(async () => {
    await system?.close();
    await issuer?.close();
    await recorder?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The dry-run client is spoken of by its name alone: its token is put in here. */
  const authorizationOf = ({ authorization }: HostileRequest): string | null => {
    if (authorization === undefined) return toBasicAuth("mallory", world.token);
    if (authorization === toBasicAuth("mallory-dry", world.token)) {
      return toBasicAuth("mallory-dry", tokens.get("mallory-dry") ?? "");
    }
    return authorization;
  };

  const toBytes = (request: HostileRequest): Buffer => {
    const authorization = authorizationOf(request);
    const body = Buffer.from(request.body ?? GRANTED_BODY);
    const lines = [
      `${request.method ?? "PUT"} ${request.path ?? GRANTED_PATH} HTTP/1.1`,
      "Host: proxy.example.com",
      ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
      ...(request.headers ?? []).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${body.length}`,
    ];
    return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
  };

  const send = async (request: HostileRequest): Promise<RawAnswer> => {
    const isHead = request.method === "HEAD";
    const [answer] = await sendRaw(system.url, toBytes(request), { isHead });
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };

  it.each([
    ["the client's", () => ({})],
    [
      "the issuer's",
      () => ({ path: CI_PATH, body: CI_BODY, authorization: `Bearer ${world.sign(CI_CLAIMS)}` }),
    ],
    [
      "the issuer's as Basic",
      () => ({ path: CI_PATH, body: CI_BODY, authorization: toBasicAuth("forge", world.sign(CI_CLAIMS)) }),
    ],
    [
      "the one of dry runs",
      () => ({
        path: `${GRANTED_PATH}?dry_run=true`,
        authorization: toBasicAuth("mallory-dry", world.token),
      }),
    ],
  ])("differ from one that is granted: %s", async (_, toRequest) => {
    const changesBefore = recorder.changes.length;
    const request: HostileRequest = toRequest();
    expect(await send(request)).toMatchObject({ status: 200 });
    expect(recorder.changes.slice(changesBefore)).toHaveLength(request.path?.includes("dry_run") ? 0 : 1);
  });

  const ALL: readonly (readonly [string, readonly HostileCase[]])[] = [
    ["credentials", CREDENTIALS],
    ["signed tokens", SIGNED_TOKENS],
    ["grants", GRANTS],
    ["bodies", BODIES],
  ];

  it("are more than 300, each with a name of its own", () => {
    const names = ALL.flatMap(([kind, cases]) => cases.map(({ name }) => `${kind}: ${name}`));
    expect(names.length).toBeGreaterThanOrEqual(300);
    expect(new Set(names).size).toBe(names.length);
  });

  describe.each(ALL)("%s", (_kind, cases) => {
    it.each(cases.map((hostileCase) => [hostileCase.status, hostileCase.name, hostileCase] as const))(
      "%i: %s",
      async (status, _name, { code, request }) => {
        const changesBefore = recorder.changes.length;
        log.length = 0;
        const sent = typeof request === "function" ? request(world) : request;
        const answer = await send(sent);
        const problem = sent.method === "HEAD" ? { status, code } : (JSON.parse(answer.body) as object);
        expect({ status: answer.status, problem }).toMatchObject({ status, problem: { status, code } });
        expect(recorder.changes.slice(changesBefore)).toEqual([]);
        const told = JSON.stringify([answer, log]);
        for (const secret of [...tokens.values(), "hidden", "PRIVATE", issuer.url])
          expect(told).not.toContain(secret);
        expectNoCredentialIn(told, sent);
        if (status === 401) expect(answer.headers["www-authenticate"]).toMatch(/^Basic .*Bearer/);
      },
    );
  });

  const expectNoCredentialIn = (told: string, { authorization }: HostileRequest): void => {
    const credential = authorization?.split(" ").at(-1) ?? "";
    if (credential.length > 12) expect(told).not.toContain(credential);
  };

  it("leave every client's token as it was", async () => {
    const store = createFileSecretStore(join(folder, "secrets.json"), Date.now);
    for (const [id, token] of tokens) expect((await store.read(id))?.current.token.reveal()).toBe(token);
  });
});
