import { describe, expect, it } from "@jest/globals";
import type { RelayAnswer, RelayRequest } from "../../../lambda/destinations/pushgateway/pushgateway.ts";
import { createPushgatewayDestination } from "../../../lambda/destinations/pushgateway/pushgateway-destination.ts";
import { toRelayedBody } from "../../../lambda/store/marker.ts";

const GROUP = { path: "/metrics/job@base64/eA", content: new Uint8Array([1, 2]), atMs: 5_000 };

const answered = (status: number): RelayAnswer => ({ kind: "answered", status });

/** A Pushgateway that gives these answers in turn, each after `takesMs`, on a clock that only it and pauses move. */
const createScripted = (answers: readonly RelayAnswer[], takesMs = 10) => {
  let nowMs = 0;
  const sent: RelayRequest[] = [];
  const destination = createPushgatewayDestination({
    now: () => nowMs,
    random: () => 0.5,
    sleep: async (ms) => {
      nowMs += ms;
    },
    pushgateway: {
      isReady: async (timeoutMs) => timeoutMs === 7,
      send: async (request) => {
        sent.push(request);
        nowMs += takesMs;
        return answers[sent.length - 1] ?? { kind: "broken" };
      },
    },
  });
  return { destination, sent };
};

describe("createPushgatewayDestination", () => {
  it.each([200, 202])("puts the whole group with its marker, and is done at %i", async (status) => {
    const { destination, sent } = createScripted([answered(status)]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "delivered" });
    const body = toRelayedBody(GROUP.content, GROUP.atMs);
    expect(sent).toEqual([{ method: "PUT", path: GROUP.path, body, timeoutMs: 2_000 }]);
  });

  it("deletes without a body", async () => {
    const { destination, sent } = createScripted([answered(202)]);
    expect(await destination.remove(GROUP, 2_000)).toEqual({ kind: "delivered" });
    expect(sent).toMatchObject([{ method: "DELETE", path: GROUP.path, body: undefined }]);
  });

  it.each([400, 301, 413])("is refused at %i, and does not try again", async (status) => {
    const { destination, sent } = createScripted([answered(status)]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "refused", status });
    expect(sent).toHaveLength(1);
  });

  it.each<[string, RelayAnswer]>([
    ["the connection broke", { kind: "broken" }],
    ["it failed", answered(503)],
  ])("tries again when %s", async (_, answer) => {
    const { destination, sent } = createScripted([answer, answer, answered(200)]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "delivered" });
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([2_000, 1_940, 1_830]);
  });

  it("gives up after four tries, or when the time is up", async () => {
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

  it("does not try again when the time ran out: the first try may still be applied", async () => {
    const { destination, sent } = createScripted([{ kind: "timed-out" }]);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "unanswered", reason: "timed-out" });
    expect(sent).toHaveLength(1);
  });

  it("says whether the Pushgateway is ready", async () => {
    expect(await createScripted([]).destination.isReady(7)).toBe(true);
  });

  it("tries no more once the clock was set back, by which its time would never be up", async () => {
    const notConnected = Array.from({ length: 100 }, (): RelayAnswer => ({ kind: "not-connected" }));
    const { destination, sent } = createScripted(notConnected, -3_600_000);
    expect(await destination.write(GROUP, 2_000)).toEqual({ kind: "unanswered", reason: "unreachable" });
    expect(sent).toHaveLength(1);
  });
});
