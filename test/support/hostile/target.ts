import { expect } from "@jest/globals";
import { CATALOGUE, type ProblemCode } from "../../../lambda/model/catalogue.ts";
import { toBasicAuth } from "../credentials.ts";
import { startLocalProxy } from "../local-proxy.ts";
import { type OidcIssuer, startOidcIssuer } from "../oidc-issuer.ts";
import { type RawOptions, sendRaw } from "../raw-http.ts";
import { startRecordingPushgateway } from "./recording-pushgateway.ts";

/** The whole local system in front of a Pushgateway that only records. */
export interface Target {
  readonly url: string;
  readonly issuer: OidcIssuer;
  /** Every client's token by its id. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The requests that reached the Pushgateway. */
  readonly changes: readonly string[];
  readonly log: readonly string[];
  /** The Authorization header of a client. */
  basic(client: string): string;
  close(): Promise<void>;
}

/** Another client must never see anything of this one. */
export const VICTIM = "victim-omega";

/**
 * `app` is granted little, and `wide` everything with a few exceptions. `checker` may only make dry runs, `prometheus`
 * may read the page of some jobs, `reader` one group. `omega-secret-job` belongs to another client.
 */
const toYaml = (issuerUrl: string): string => `
clients:
  - id: app
    grants:
      - methods: [PUT, POST]
        job: app
        grouping: { "instance?": "*", "zone?": "eu-*" }
        metrics: ["app_*", "http_requests_total"]
      - methods: [PUT]
        job: "batch-*-end"
        grouping: { shard: "s?" }
        metrics: ["batch_total"]
  - id: wide
    grants:
      - { methods: [PUT, POST, DELETE], job: "*", grouping: { "instance?": "*", "zone?": "*", "a?": "*", "b?": "*", "c?": "*", "d?": "*", "e?": "*" }, metrics: ["*"] }
    limits: { bodyBytes: 64KiB, inflatedBytes: 256KiB, families: 20, series: 50, labelsPerSeries: 5, groupingLabels: 4, nameLength: 40, labelValueLength: 50, helpLength: 60 }
  - id: checker
    grants:
      - { methods: [PUT], job: check, metrics: ["*"], dryRunOnly: true }
  - id: remover
    grants:
      - { methods: [DELETE], job: app, metrics: ["*"] }
  - id: prometheus
    scrape: { jobs: ["app", "victim-*"] }
  - id: reader
    reads:
      - { job: app, grouping: { zone: "eu-1" } }
  - id: ${VICTIM}
    grants:
      - { methods: [PUT, POST, DELETE], job: omega-secret-job, metrics: ["omega_secret_*"] }
issuers:
  - id: github
    issuer: ${issuerUrl}
    audience: pushgateway-proxy
    grants:
      - when: { repository_id: "123", event_name: push }
        methods: [PUT, POST]
        job: "{environment}-ci"
        grouping: { repository: "{repository}", "ref?": "{ref}" }
        metrics: ["ci_*"]
    reads:
      - when: { repository_id: "123", event_name: pull_request }
        job: "{environment}-ci"
        grouping: { repository: "{repository}", ref: "{base_ref}" }
remoteWrite:
  - { name: shared, amp: create, externalLabels: { deployment: this } }
`;

export const startTarget = async (): Promise<Target> => {
  const pushgateway = await startRecordingPushgateway();
  const issuer = await startOidcIssuer();
  const { url, tokens, log, stop } = await startLocalProxy(toYaml(issuer.url), pushgateway.url);
  return {
    url,
    issuer,
    tokens,
    changes: pushgateway.changes,
    log,
    basic: (client) => toBasicAuth(client, tokens[client] ?? ""),
    close: async () => {
      await stop();
      await issuer.close();
      await pushgateway.close();
    },
  };
};

/** Bytes to send, created once the target's tokens are known. */
export type Attack = (target: Target) => string | Uint8Array | readonly (string | Uint8Array)[];

/** A name, the bytes to send, and the status and code of the expected refusal. */
/** `no code` means a plain HTTP error of the gateway. */
export type RefusalCode = ProblemCode | "no code";

export type HostileCase = readonly [name: string, attack: Attack, status: number, code: RefusalCode];

/**
 * Sends it and expects exactly this refusal, nothing at the Pushgateway, and no secret and no other client in the
 * answer or the logs.
 */
export const expectRefused = async (
  target: Target,
  attack: Attack,
  status: number,
  code: RefusalCode,
  options: RawOptions = {},
): Promise<void> => {
  const changesBefore = target.changes.length;
  const linesBefore = target.log.length;
  const answers = await sendRaw(target.url, attack(target), options);
  const last = answers.at(-1);
  expect({ status: last?.status, ...toVerdict(last?.body ?? "", options) }).toEqual({
    status,
    ...(options.isHead === true ? {} : expectedVerdict(code)),
  });
  expect(target.changes.slice(changesBefore)).toEqual([]);
  for (const { headers, body } of answers) {
    expectNoSecret(target, `${JSON.stringify(headers)}\n${body}`);
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    if (options.isHead !== true && body.startsWith("{")) {
      expect(JSON.parse(body).instance ?? JSON.parse(body).requestId).toBe(headers["x-amzn-requestid"]);
    }
  }
  if (status === 401) {
    expect(last?.headers["www-authenticate"]).toContain("Basic");
  }
  if (status === 405) {
    expect(last?.headers["allow"]).toMatch(/^(GET, PUT, POST, DELETE|GET)$/);
  }
  if (status === 429 || status === 503) {
    expect(Number(last?.headers["retry-after"])).toBeGreaterThan(0);
  }
  expectNoSecret(target, target.log.slice(linesBefore).join("\n"));
};

const expectedVerdict = (code: RefusalCode): object =>
  code === "no code" ? { code } : { code, bodyStatus: CATALOGUE[code].status };

const toVerdict = (body: string, { isHead }: RawOptions): object => {
  if (isHead === true) {
    return {};
  }
  if (!body.startsWith("{")) {
    return { code: "no code" };
  }
  const { code, status } = JSON.parse(body) as { code: string; status: number };
  return { code, bodyStatus: status };
};

const expectNoSecret = (target: Target, text: string): void => {
  for (const [client, token] of Object.entries(target.tokens)) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(`${client}:${token}`).toString("base64"));
  }
  expect(text).not.toContain(VICTIM);
  expect(text).not.toMatch(/omega_secret|eyJ[A-Za-z0-9_-]{20}/);
  expect(text).not.toMatch(/\bat .*\.ts:\d+|node:internal/);
};
