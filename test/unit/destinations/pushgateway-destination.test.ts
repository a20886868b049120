import { describe, expect, it } from "@jest/globals";
import type { RelayAnswer, RelayRequest } from "../../../lambda/destinations/pushgateway/pushgateway.ts";
import { createPushgatewayDestination } from "../../../lambda/destinations/pushgateway/pushgateway-destination.ts";
import { toRelayedBody } from "../../../lambda/store/marker.ts";

const GROUP = { path: "/metrics/job@base64/eA", content: new Uint8Array([1, 2]), atMs: 5_000 };

const START_MS = 1_764_300_000_000;

const answered = (status: number): RelayAnswer => ({ kind: "answered", status });

/** A Pushgateway that gives these answers in turn, each after `takesMs`. Only answers and pauses move the clock. */
const createScripted = (answers: readonly RelayAnswer[], takesMs = 10, random = 0.5) => {
  let nowMs = START_MS;
  const sentAtMs: number[] = [];
  const sent: RelayRequest[] = [];
  const destination = createPushgatewayDestination({
    now: () => nowMs,
    random: () => random,
    sleep: async (ms) => {
      nowMs += ms;
    },
    pushgateway: {
      isReady: async (timeoutMs) => timeoutMs === 7,
      send: async (request) => {
        sent.push(request);
        sentAtMs.push(nowMs - START_MS);
        nowMs += takesMs;
        return answers[sent.length - 1] ?? { kind: "broken" };
      },
    },
  });
  return { destination, sent, sentAtMs };
};

describe("createPushgatewayDestination", () => {
  it.each([200, 202])(
    "puts the whole group with its marker, and has delivered it at status %i",
    async (status) => {
      const { destination, sent } = createScripted([answered(status)]);
      expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "delivered" });
      const body = toRelayedBody(GROUP.content, GROUP.atMs);
      expect(sent).toEqual([{ method: "PUT", path: GROUP.path, body, timeoutMs: 2_000 }]);
    },
  );

  it("deletes without a body", async () => {
    const { destination, sent } = createScripted([answered(202)]);
    expect(await destination.remove(GROUP, 2_000)).toEqual({ kind: "delivered" });
    expect(sent).toMatchObject([{ method: "DELETE", path: GROUP.path, body: undefined }]);
  });

  it.each([400, 413, 414, 415, 422, 431])(
    "reports a refusal at %i, and does not try again",
    async (status) => {
      const { destination, sent } = createScripted([answered(status)]);
      expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "refused", status });
      expect(sent).toHaveLength(1);
    },
  );

  it.each([204, 301, 302, 401, 403, 404, 405, 408, 429])(
    "is an outage at %i, which says nothing about the group, and does not try again",
    async (status) => {
      const { destination, sent } = createScripted([answered(status)]);
      expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "unanswered", reason: "failed" });
      expect(sent).toHaveLength(1);
    },
  );

  it.each<[string, RelayAnswer]>([
    ["the connection broke", { kind: "broken" }],
    ["it failed", answered(503)],
  ])("tries again when %s", async (_, answer) => {
    const { destination, sent } = createScripted([answer, answer, answered(200)]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "delivered" });
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([2_000, 1_940, 1_830]);
  });

  it("gives up after four tries, or when the time is over", async () => {
    const patient = createScripted([]);
    expect(await patient.destination.write(GROUP, 2_000)).toEqual({
      kind: "unanswered",
      reason: "unreachable",
    });
    expect(patient.sent).toHaveLength(4);
    const failing = createScripted([answered(500), answered(500)], 60);
    expect(await failing.destination.write(GROUP, 100)).toEqual({ kind: "unanswered", reason: "failed" });
    expect(failing.sent).toHaveLength(1);
  });

  it("does not try again after the time is over, since the first try may still be applied", async () => {
    const { destination, sent } = createScripted([{ kind: "timed-out" }]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "unanswered", reason: "timed-out" });
    expect(sent).toHaveLength(1);
  });

  it("reports whether the Pushgateway is ready", async () => {
    expect(await createScripted([]).destination.isReady(7)).toBe(true);
    expect(await createScripted([]).destination.isReady(8)).toBe(false);
  });

  it("tries to connect for two seconds, with pauses up to 0.4 s; a restarted Pushgateway is back by then", async () => {
    const { destination, sentAtMs } = createScripted(Array(20).fill({ kind: "not-connected" }), 0);
    expect(await destination.write(GROUP, 10_000)).toEqual({ kind: "unanswered", reason: "unreachable" });
    expect(sentAtMs).toEqual([0, 50, 150, 350, 750, 1_150, 1_550, 1_950, 2_350]);
  });

  it.each([
    [1_999, [0, 2_049]],
    [2_000, [0]],
  ])("stops connecting after two seconds (each try takes %d ms)", async (takesMs, expected) => {
    const { destination, sentAtMs } = createScripted(Array(20).fill({ kind: "not-connected" }), takesMs);
    await destination.write(GROUP, 10_000);
    expect(sentAtMs).toEqual(expected);
  });

  it.each([
    [0, [0, 25, 75]],
    [0.75, [0, 62.5, 187.5]],
  ])(
    "spreads the tries of many pushers: the random number %d gives tries at %j ms",
    async (random, expected) => {
      const answers = [answered(500), answered(500), answered(200)];
      const { destination, sentAtMs } = createScripted(answers, 0, random);
      await destination.write(GROUP, 10_000);
      expect(sentAtMs).toEqual(expected);
    },
  );

  it("sends again at once when a kept connection is silent, since there is time for a new one", async () => {
    const { destination, sentAtMs } = createScripted([{ kind: "kept-connection-silent" }, answered(200)]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "delivered" });
    expect(sentAtMs).toEqual([0, 10]);
  });

  it("reports a timeout when every connection is silent", async () => {
    const { destination, sent } = createScripted(Array(20).fill({ kind: "kept-connection-silent" }));
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "unanswered", reason: "timed-out" });
    expect(sent).toHaveLength(4);
  });

  it("sends nothing when no time is left", async () => {
    const { destination, sent } = createScripted([answered(200)]);
    expect(await destination.write(GROUP, 0)).toEqual({ kind: "unanswered", reason: "timed-out" });
    expect(sent).toEqual([]);
  });

  it("stops after the clock was set back, since its time would never end", async () => {
    const notConnected = Array.from({ length: 100 }, (): RelayAnswer => ({ kind: "not-connected" }));
    const { destination, sent } = createScripted(notConnected, -3_600_000);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "unanswered", reason: "unreachable" });
    expect(sent).toHaveLength(1);
  });
});
