import { describe, expect, it } from "@jest/globals";
import type { RelayAnswer } from "../../../lambda/destinations/pushgateway/pushgateway.ts";
import { createPushHandler } from "../../../lambda/handlers/push.ts";
import { CATALOGUE } from "../../../lambda/model/catalogue.ts";
import { refusalsKey } from "../../../lambda/store/contracts/contract-key.ts";
import { createRecordingPorts } from "../../support/pipeline-ports.ts";
import { aPushEvent, type PushEventParts, REQUEST_ID } from "../../support/push-event.ts";

const GROUP_PATH = "/metrics/job@base64/ZGVza3RvcC1hcHA";

const AS_DESKTOP_APP = { client: "desktop-app" };

const handle = async (parts: PushEventParts, answer?: RelayAnswer) => {
  const recording = await createRecordingPorts(answer);
  const response = await createPushHandler(recording.ports)(
    aPushEvent({ authorizer: AS_DESKTOP_APP, ...parts }),
    {},
  );
  return { ...recording, response, body: JSON.parse(response.body) as Record<string, unknown> };
};

describe("createPushHandler", () => {
  it("relays a valid push as protobuf under its canonical path, and answers with a summary", async () => {
    const { response, body, relayed } = await handle({
      path: "/metrics/job/desktop-app/instance/a%2Fb",
      body: "# HELP x X.\nx 1\n# HELP y Y.\ny 2\n",
    });
    expect(response.statusCode).toBe(200);
    expect(body).toEqual({ status: "pushed", families: 2, series: 2, requestId: REQUEST_ID, warnings: [] });
    expect(relayed).toMatchObject([
      {
        method: "PUT",
        path: "/metrics/job@base64/ZGVza3RvcC1hcHA/instance@base64/YS9i",
        body: expect.any(Uint8Array),
      },
    ]);
  });

  it("is not cut short as a bug when the function's time is almost over, since the gateway answers then", async () => {
    const { ports, bugs } = await createRecordingPorts();
    const slow = {
      ...ports,
      relay: {
        ...ports.relay,
        write: async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return "later" as const;
        },
      },
    };
    const event = aPushEvent({ authorizer: AS_DESKTOP_APP, path: "/metrics/job/desktop-app", body: "x 1\n" });
    const response = await createPushHandler(slow)(event, { getRemainingTimeInMillis: () => 1 });
    expect([response.statusCode, bugs]).toEqual([202, []]);
  });

  it("deletes without reading a body, and answers 202", async () => {
    const { response, relayed } = await handle({ method: "DELETE", body: "nonsense {" });
    expect(response.statusCode).toBe(202);
    expect(relayed).toMatchObject([{ method: "DELETE", body: undefined }]);
  });

  it("relays nothing for a dry run, and answers with the same summary", async () => {
    const { body, relayed } = await handle({ body: "x 1\n", query: { dry_run: ["true"] } });
    expect(body).toMatchObject({ status: "valid", families: 1, series: 1 });
    expect(relayed).toEqual([]);
  });

  it("empties the group for an empty PUT, and warns", async () => {
    const { response, body, relayed } = await handle({ body: null });
    expect(response.statusCode).toBe(200);
    expect(body).toMatchObject({ families: 0, warnings: [{ code: "payload-empty" }] });
    expect(relayed).toHaveLength(1);
  });

  it("parses JSON", async () => {
    const headers = { "Content-Type": "application/json" };
    const { body } = await handle({ body: '{"build_duration_seconds": 42.5}', headers });
    expect(body).toMatchObject({ status: "pushed", families: 1, series: 1 });
  });

  it.each<[string, PushEventParts, number, string]>([
    ["a caller without an authorizer's answer", { authorizer: {} }, 401, "credential-invalid"],
    ["a client that is no longer configured", { authorizer: { client: "gone" } }, 401, "credential-invalid"],
    [
      "a path that ends like the readiness check",
      { path: "/metrics/job/desktop-app/-/ready", body: "x 1\n" },
      400,
      "path-invalid",
    ],
    ["a path that is not a grouping key", { path: "/metrics/job/x/y" }, 400, "path-invalid"],
    [
      "another client's job, whatever the body",
      { path: "/metrics/job/other", body: "{" },
      403,
      "group-not-granted",
    ],
    ["a body that cannot be read", { body: "x 1\ny\n" }, 400, "payload-unreadable"],
    [
      "a body that is not gzip although it says so",
      { body: "x 1\n", headers: { "Content-Encoding": "gzip" } },
      400,
      "body-corrupt",
    ],
    ["an invalid body", { body: "# TYPE c counter\nc -1\n" }, 422, "payload-invalid"],
    [
      "malformed JSON",
      { body: "{", headers: { "Content-Type": "application/json" } },
      400,
      "payload-unreadable",
    ],
    [
      "a JSON body that is only a space",
      { body: " ", headers: { "Content-Type": "application/json" } },
      400,
      "payload-unreadable",
    ],
  ])("refuses %s, and relays nothing", async (_, parts, status, code) => {
    const { response, body, relayed, records } = await handle(parts);
    expect(response.statusCode).toBe(status);
    expect(body).toMatchObject({ code, instance: REQUEST_ID });
    expect(relayed).toEqual([]);
    expect(records).toMatchObject([{ outcome: code, requestId: REQUEST_ID }]);
  });

  it.each<[RelayAnswer, number]>([
    [{ kind: "not-connected" }, 202],
    [{ kind: "broken" }, 202],
    [{ kind: "timed-out" }, 202],
    [{ kind: "answered", status: 400 }, 502],
  ])("stores the group when the Pushgateway answers %j, and answers %i", async (answer, status) => {
    const { response, store } = await handle({ body: "x 1\n" }, answer);
    expect(response.statusCode).toBe(status);
    expect(await store.groups.read(GROUP_PATH)).toMatchObject({ state: "live", series: 1 });
  });

  it("answers that a push was only stored, and records it", async () => {
    const { body, records } = await handle({ body: "x 1\n" }, { kind: "not-connected" });
    expect(body).toMatchObject({ status: "stored", families: 1, series: 1 });
    expect(records).toMatchObject([{ outcome: "stored" }]);
  });

  it("writes one record per push: client, group, outcome, sizes, and the time of each stage", async () => {
    const { records } = await handle({ body: "x 1\n" });
    expect(records).toMatchObject([
      {
        client: "desktop-app",
        method: "PUT",
        job: "desktop-app",
        outcome: "ok",
        families: 1,
        series: 1,
        bytes: 4,
      },
    ]);
    expect(Object.keys(records[0]?.stageMs ?? {})).toEqual([
      "authenticate",
      "request",
      "authorizeGroup",
      "decode",
      "validate",
      "authorizeMetrics",
      "store",
      "relay",
    ]);
  });

  it("answers a bug with 500 and the request id, and reports the cause only to the operator", async () => {
    const recording = await createRecordingPorts();
    const ports = {
      ...recording.ports,
      validate: () => {
        throw new TypeError("what only the operator may see");
      },
    };
    const response = await createPushHandler(ports)(
      aPushEvent({ authorizer: AS_DESKTOP_APP, body: "x 1\n" }),
      {},
    );
    expect(response.statusCode).toBe(500);
    expect(JSON.parse(response.body)).toMatchObject({ code: "internal", instance: REQUEST_ID });
    expect(response.body).not.toContain("operator may see");
    expect(recording.bugs).toMatchObject([{ message: "what only the operator may see" }]);
    expect(recording.records).toMatchObject([
      { outcome: "internal", client: "desktop-app", method: "PUT", job: "desktop-app", bytes: 4 },
    ]);
    expect(Object.keys(recording.records[0]?.stageMs ?? {})).toEqual([
      "authenticate",
      "request",
      "authorizeGroup",
      "decode",
      "validate",
    ]);
  });

  it("answers a bug with the catalogue's advice: the push may have been applied, and can be sent again", async () => {
    const { ports } = await createRecordingPorts();
    const write = async () => {
      throw new TypeError("after the Pushgateway had it");
    };
    const response = await createPushHandler({ ...ports, relay: { ...ports.relay, write } })(
      aPushEvent({ authorizer: AS_DESKTOP_APP, body: "x 1\n" }),
      {},
    );
    for (const text of [JSON.parse(response.body).detail, CATALOGUE.internal.advice]) {
      expect(text).toMatch(/push may have been stored[.;] send the same again, which is safe/i);
    }
  });

  it.each(["audit", "reportBug"] as const)("answers a relayed push although %s throws", async (port) => {
    const recording = await createRecordingPorts();
    const fail = () => {
      throw new Error("the log is full");
    };
    const ports = { ...recording.ports, audit: fail, ...(port === "reportBug" && { reportBug: fail }) };
    const response = await createPushHandler(ports)(
      aPushEvent({ authorizer: AS_DESKTOP_APP, body: "x 1\n" }),
      {},
    );
    expect(response.statusCode).toBe(200);
    expect(recording.relayed).toHaveLength(1);
    expect(recording.bugs).toMatchObject(port === "audit" ? [{ message: "the log is full" }] : []);
  });

  it("counts its refusals by client and code, but not dry runs and unknown callers", async () => {
    const { store } = await handle({ body: "x 1 2\n" });
    const stored = async () =>
      (await store.contracts.read([refusalsKey("desktop-app")])).get("refused#desktop-app");
    expect((await stored())?.item).toEqual({
      kind: "refusals",
      client: "desktop-app",
      counts: new Map([["payload-invalid", 1]]),
    });
    const others: readonly PushEventParts[] = [
      { body: "x 1\n" },
      { body: "x 1 2\n", query: { dry_run: ["true"] } },
      { body: "x 1\n", authorizer: { client: "unknown" } },
    ];
    for (const parts of others) {
      const other = await handle(parts);
      const kinds: string[] = [];
      for await (const page of other.store.contracts.scan()) {
        kinds.push(...page.flatMap((one) => ("item" in one ? [one.item.kind] : [])));
      }
      expect(kinds).not.toContain("refusals");
    }
  });

  it("answers although the refusal cannot be counted", async () => {
    const recording = await createRecordingPorts();
    const addIfDue = async () => {
      throw new Error("a bug of the counter");
    };
    const ports = {
      ...recording.ports,
      refusals: { ...recording.ports.refusals, count: () => {}, addIfDue },
    };
    const response = await createPushHandler(ports)(
      aPushEvent({ authorizer: AS_DESKTOP_APP, body: "x 1 2\n" }),
      {},
    );
    expect(response.statusCode).toBe(422);
    expect(recording.bugs).toMatchObject([{}, { message: "a bug of the counter" }]);
  });

  it("relays nothing for a misspelt dry run", async () => {
    const { response, relayed } = await handle({ body: "x 1\n", query: { dryrun: ["true"] } });
    expect(response.statusCode).toBe(400);
    expect(relayed).toEqual([]);
  });

  it("refuses every query parameter of the readiness check", async () => {
    const parts = { method: "GET", path: "/-/ready", resource: "/-/ready", query: { dry_run: ["true"] } };
    const { response, body } = await handle(parts);
    expect(response.statusCode).toBe(400);
    expect(body).toMatchObject({
      code: "query-invalid",
      detail: 'unknown query parameter "dry_run"; this path takes none: leave it out',
    });
  });

  it("answers whether the Pushgateway is ready", async () => {
    const ready = aPushEvent({
      method: "GET",
      path: "/-/ready",
      resource: "/-/ready",
      authorizer: AS_DESKTOP_APP,
    });
    const down = await createRecordingPorts({ kind: "not-connected" });
    expect(await createPushHandler((await createRecordingPorts()).ports)(ready, {})).toMatchObject({
      statusCode: 200,
    });
    expect(await createPushHandler(down.ports)(ready, {})).toMatchObject({ statusCode: 503 });
  });
});
