import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { TOO_MANY } from "../../lambda/decode/part-limit.ts";
import { createPushHandler } from "../../lambda/handlers/push.ts";
import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import { CONTENT_TYPES, HOSTILE_PAYLOADS } from "../support/hostile/payloads/all.ts";
import type { HostilePayload } from "../support/hostile/payloads/parts.ts";
import { createRecordingPorts } from "../support/pipeline-ports.ts";
import { aPushEvent } from "../support/push-event.ts";

const KIB = 1024;
/** An answer with twenty issues is shorter, whatever the payload contains. */
const MOST_ANSWER_BYTES = 32 * KIB;

const pushTo = async () => {
  const recorded = await createRecordingPorts();
  const handler = createPushHandler(recorded.ports);
  const push = async ({ format, create }: HostilePayload, sizeBytes: number) => {
    const { statusCode, body } = await handler(
      aPushEvent({
        headers: { "content-type": CONTENT_TYPES[format], "content-encoding": "gzip" },
        body: gzipSync(create(sizeBytes, "qa"), { level: 1 }),
        authorizer: { client: "desktop-app" },
      }),
      {},
    );
    expect(body.length).toBeLessThan(MOST_ANSWER_BYTES);
    return { status: statusCode, body: JSON.parse(body) as { code?: string; detail?: string } };
  };
  return { push, ...recorded };
};

const named = (name: string): HostilePayload => {
  const [format, kind] = name.split(": ") as [string, string];
  const found = HOSTILE_PAYLOADS.find((payload) => payload.format === format && payload.name === kind);
  if (found === undefined) {
    throw new Error(`there is no hostile payload ${name}`);
  }
  return found;
};

describe("pushes that try to cost too much", () => {
  it("are pushed within the limits or refused, and never cause a bug", async () => {
    const { push, relayed, bugs } = await pushTo();
    for (const payload of HOSTILE_PAYLOADS) {
      const { status } = await push(payload, 16 * KIB);
      expect(`${payload.format}: ${payload.name}: ${status}`).toMatch(/: (200|400|409|422)$/);
    }
    expect(bugs).toEqual([]);
    for (const { body } of relayed) {
      expect(body?.length).toBeLessThanOrEqual(DEFAULT_LIMITS.relayedBytes);
    }
  });

  const TOO_MUCH: readonly (readonly [string, number, string])[] = [
    ["text: a repeated label", 16, TOO_MANY.labels],
    ["text: different labels on one series", 16, TOO_MANY.labels],
    ["openmetrics: a repeated label", 16, TOO_MANY.labels],
    ["openmetrics: different labels on one exemplar", 16, TOO_MANY.labels],
    ["protobuf: a repeated label", 16, TOO_MANY.labels],
    ["protobuf: empty labels on one series", 16, TOO_MANY.labels],
    ["json: different labels on one series", 16, TOO_MANY.labels],
    ["json: a repeated label", 16, TOO_MANY.labels],
    ["text: a label name for each series", 1_280, TOO_MANY.shapeNames],
    ["text: a label shape for each series, 100 labels each", 1_024, TOO_MANY.shapeNames],
    ["text: empty labels in changing places", 2_048, TOO_MANY.shapeNames],
    ["openmetrics: a label shape for each series, 100 labels each", 1_024, TOO_MANY.shapeNames],
    ["protobuf: a label shape for each series, 100 labels each", 1_024, TOO_MANY.shapeNames],
    ["json: a label shape for each series, 100 labels each", 1_280, TOO_MANY.shapeNames],
    ["json: objects with different unknown keys", 4_096, TOO_MANY.jsonKeys],
    ["text: tiny families", 1_280, TOO_MANY.families],
    ["json: one gauge, again and again", 4_096, TOO_MANY.jsonObjects],
    ["json: empty families", 1_280, TOO_MANY.families],
    ["text: timestamps", 1_024, TOO_MANY.rawIssues],
    ["text: the longest label values, CJK", 512, "bytes of name and labels in a series"],
    ["text: many short labels", 4_096, "bytes as relayed"],
    [
      "protobuf: histograms of long labels and many buckets",
      256,
      "bytes of names, labels, native buckets and exemplars over all series",
    ],
  ];

  it.each(TOO_MUCH)("%s (%i KiB): more than %s", async (name, sizeKib, what) => {
    const { push, relayed } = await pushTo();
    const { status, body } = await push(named(name), sizeKib * KIB);
    expect([status, body.code, body.detail]).toEqual([422, "limit-exceeded", expect.stringContaining(what)]);
    expect(relayed).toEqual([]);
  });
});
