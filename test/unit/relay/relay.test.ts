import { describe, expect, it } from "@jest/globals";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { AgreedPush, AuthorizedDelete } from "../../../lambda/model/stages.ts";
import type { RelayAnswer, RelayRequest } from "../../../lambda/relay/pushgateway.ts";
import { RELAY_DEADLINE_MS, type RelayPorts, relayDelete, relayPush } from "../../../lambda/relay/relay.ts";
import { aClient } from "../../support/push-event.ts";

const START_MS = 1_000_000;

const answered = (status: number): RelayAnswer => ({ kind: "answered", status });

const KEY = GroupingKey.of("x", [{ name: "a", value: "1" }]);

const aPush = (parts: { readonly validUntilMs?: number } = {}): AgreedPush =>
  ({
    client: aClient(),
    grants: aClient().grants,
    request: { method: "PUT", key: KEY },
    exposition: { families: [], series: 0, warnings: [], source: { locate: () => undefined } },
    validUntilMs: parts.validUntilMs ?? START_MS + 600_000,
  }) as unknown as AgreedPush;

const aDelete = (): AuthorizedDelete =>
  ({
    client: aClient(),
    grants: aClient().grants,
    request: { method: "DELETE", key: KEY },
  }) as unknown as AuthorizedDelete;

/**
 * A Pushgateway that gives these answers in turn, the last one for ever, each after `takesMs`, on a clock that only it and
 * pauses move.
 */
const scripted = (answers: readonly [RelayAnswer, ...RelayAnswer[]], takesMs = 10) => {
  let nowMs = START_MS;
  const sent: RelayRequest[] = [];
  const pausesMs: number[] = [];
  const ports: RelayPorts = {
    consistency: "registry",
    now: () => nowMs,
    random: () => 0.5,
    sleep: async (ms) => {
      pausesMs.push(ms);
      nowMs += ms;
    },
    pushgateway: {
      isReady: async () => true,
      send: async (request) => {
        sent.push(request);
        nowMs += takesMs;
        return answers[sent.length - 1] ?? answers.at(-1)!;
      },
    },
  };
  return { ports, sent, pausesMs, tookMs: () => nowMs - START_MS };
};

describe("relayPush", () => {
  it.each([200, 202])("is done when the Pushgateway says %i", async (status) => {
    const { ports, sent } = scripted([answered(status)]);
    expect(await relayPush(aPush(), ports)).toEqual({ ok: true, value: undefined });
    expect(sent).toEqual([
      {
        method: "PUT",
        path: "/metrics/job@base64/eA/a@base64/MQ",
        body: new Uint8Array(0),
        timeoutMs: RELAY_DEADLINE_MS,
      },
    ]);
  });

  it.each<[string, RelayAnswer]>([
    ["a broken connection", { kind: "broken" }],
    ["a connection that did not come about", { kind: "not-connected" }],
    ["a 500", answered(500)],
    ["a 503", answered(503)],
  ])("tries again after %s, with a pause that doubles", async (_, failure) => {
    const { ports, sent, pausesMs } = scripted([failure, failure, answered(202)]);
    expect(await relayPush(aPush(), ports)).toMatchObject({ ok: true });
    expect(sent).toHaveLength(3);
    expect(pausesMs).toEqual([50, 100]);
  });

  it("gives up after four requests that were sent, with 503 and a Retry-After", async () => {
    const { ports, sent } = scripted([{ kind: "broken" }]);
    expect(await relayPush(aPush(), ports)).toMatchObject({
      ok: false,
      error: { code: "pushgateway-unavailable", retryAfterSeconds: 10 },
    });
    expect(sent).toHaveLength(4);
  });

  it("tries to connect for 2 s, since nothing was sent", async () => {
    const { ports, tookMs } = scripted([{ kind: "not-connected" }], 1);
    expect(await relayPush(aPush(), ports)).toMatchObject({
      ok: false,
      error: { code: "pushgateway-unavailable" },
    });
    expect(tookMs()).toBeGreaterThanOrEqual(2_000);
    expect(tookMs()).toBeLessThan(2_500);
  });

  it("takes a new connection at once where a kept one is silent, for what is left of the deadline", async () => {
    const { ports, sent, pausesMs } = scripted([{ kind: "kept-connection-silent" }, answered(202)], 1_000);
    expect(await relayPush(aPush(), ports)).toMatchObject({ ok: true });
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000, 4_000]);
    expect(pausesMs).toEqual([]);
  });

  it("says of silence to the end that the push may have been applied", async () => {
    const { ports } = scripted([{ kind: "kept-connection-silent" }], 3_000);
    expect(await relayPush(aPush(), ports)).toMatchObject({ error: { code: "pushgateway-timeout" } });
  });

  it("spends no more than its deadline on all tries together", async () => {
    const { ports, sent } = scripted([answered(500), answered(500)], 2_400);
    await relayPush(aPush(), ports);
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([5_000, 2_550, 50]);
  });

  it("does not repeat a push that timed out, which may still be applied, and answers 504", async () => {
    const { ports, sent } = scripted([{ kind: "timed-out" }]);
    expect(await relayPush(aPush(), ports)).toMatchObject({
      ok: false,
      error: { code: "pushgateway-timeout" },
    });
    expect(sent).toHaveLength(1);
  });

  it("sends nothing later than what was agreed on holds", async () => {
    const { ports, sent } = scripted([answered(500)], 30);
    await relayPush(aPush({ validUntilMs: START_MS + 60 }), ports);
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([60]);
  });

  it.each([301, 400, 404, 405, 413])("takes a %i for a mistake of the proxy: 502", async (status) => {
    const { ports, sent } = scripted([answered(status)]);
    expect(await relayPush(aPush(), ports)).toMatchObject({
      ok: false,
      error: { code: "pushgateway-refused" },
    });
    expect(sent).toHaveLength(1);
  });

  it("takes a 400 for a conflict where the Pushgateway checks by itself", async () => {
    const { ports } = scripted([answered(400)]);
    expect(await relayPush(aPush(), { ...ports, consistency: "pushgateway" })).toMatchObject({
      ok: false,
      error: { code: "contract-conflict" },
    });
  });
});

describe("relayDelete", () => {
  it("does not take a push, which without its body would empty the group", () => {
    // The compiler checks it: npm run check fails where this type is true.
    const takesPush: AgreedPush extends Parameters<typeof relayDelete>[0] ? true : false = false;
    expect(takesPush).toBe(false);
  });

  it("sends a DELETE without a body", async () => {
    const { ports, sent } = scripted([answered(202)]);
    expect(await relayDelete(aDelete(), ports)).toMatchObject({ ok: true });
    expect(sent).toMatchObject([
      { method: "DELETE", path: "/metrics/job@base64/eA/a@base64/MQ", body: undefined },
    ]);
  });
});
