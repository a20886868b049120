import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  parseRotationEvent,
  type RotatableSecrets,
  type RotationStep,
  rotate,
} from "../../../lambda/authenticate/rotation.ts";
import { Secret } from "../../../lambda/model/secret.ts";

const NEW_TOKEN = "n".repeat(32);
const CREATED_AT_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** One secret as Secrets Manager keeps it, with a current version and one that a rotation creates. */
class OneSecret implements RotatableSecrets {
  readonly stages = new Map([
    ["old", ["AWSCURRENT"]],
    ["new", ["AWSPENDING"]],
  ]);
  readonly pending = new Map<string, string>();
  currentSinceMs: number | undefined = CREATED_AT_MS - 30 * 24 * HOUR_MS;
  readonly done: string[] = [];

  async stagesOf(secretId: string) {
    return secretId === "secret" ? this.stages : undefined;
  }

  async readCurrent(secretId: string) {
    return secretId === "secret" && this.currentSinceMs !== undefined
      ? { token: new Secret("o".repeat(32)), createdAtMs: this.currentSinceMs }
      : undefined;
  }

  async readPending(secretId: string, versionId: string) {
    const token = this.pending.get(`${secretId} ${versionId}`);
    return token === undefined ? undefined : { token: new Secret(token), createdAtMs: CREATED_AT_MS };
  }

  async endPending(secretId: string, versionId: string) {
    this.done.push(`${secretId}: ${versionId} is not pending any more`);
  }

  async putPending(secretId: string, versionId: string, token: string) {
    this.done.push("put");
    this.pending.set(`${secretId} ${versionId}`, token);
  }

  async makeCurrent(secretId: string, versionId: string, currentVersionId: string) {
    this.done.push(`${secretId}: ${versionId} replaces ${currentVersionId}`);
  }
}

let secret: OneSecret;

beforeEach(() => {
  secret = new OneSecret();
});

const step = (
  name: RotationStep,
  { secretId = "secret", versionId = "new", afterMs = 0, overlapMs = 24 * HOUR_MS } = {},
) =>
  rotate(
    { step: name, secretId, versionId },
    { secrets: secret, createToken: () => NEW_TOKEN, overlapMs, now: () => CREATED_AT_MS + afterMs },
  );

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

describe("a rotation", () => {
  it("makes a token, tests it and makes it current", async () => {
    for (const name of STEPS) {
      expect(await step(name)).toEqual({ ok: true, value: undefined });
    }
    expect(secret.pending.get("secret new")).toBe(NEW_TOKEN);
    expect(secret.done).toEqual(["put", "secret: new replaces old"]);
  });

  it("keeps the token that an earlier attempt created", async () => {
    secret.pending.set("secret new", "k".repeat(40));
    expect(await step("createSecret")).toEqual({ ok: true, value: undefined });
    expect(secret.done).toEqual([]);
  });

  it.each(STEPS)("changes nothing when %s runs on a version that is already current", async (name) => {
    secret.stages.set("new", ["AWSCURRENT", "AWSPENDING"]);
    expect(await step(name)).toEqual({ ok: true, value: undefined });
    expect(secret.done).toEqual([]);
  });

  it.each(STEPS)("refuses %s for a secret that is not to be rotated", async (name) => {
    expect(await step(name, { secretId: "other" })).toEqual({ ok: false, error: "not-rotatable" });
  });

  it.each(STEPS)("refuses %s for a version that the secret does not have", async (name) => {
    expect(await step(name, { versionId: "other" })).toEqual({ ok: false, error: "version-unknown" });
    expect(secret.done).toEqual([]);
  });

  it.each(STEPS)("refuses %s for a version that is not pending", async (name) => {
    secret.stages.set("new", ["AWSPREVIOUS"]);
    expect(await step(name)).toEqual({ ok: false, error: "version-not-pending" });
    expect(secret.done).toEqual([]);
  });

  it("checks the token only in the step testSecret", async () => {
    secret.pending.set("secret new", "short");
    expect(await step("setSecret")).toEqual({ ok: true, value: undefined });
    expect(await step("testSecret")).toEqual({ ok: false, error: "token-unusable" });
  });

  it("needs a current version only in the last step", async () => {
    secret.stages.delete("old");
    expect(await step("createSecret")).toEqual({ ok: true, value: undefined });
    expect(await step("finishSecret")).toEqual({ ok: false, error: "not-rotatable" });
    expect(secret.done).toEqual(["put"]);
  });

  it("finds the current version among all others", async () => {
    secret.stages.delete("old");
    secret.stages.set("older", ["AWSPREVIOUS"]);
    secret.stages.set("old", ["custom", "AWSCURRENT"]);
    await step("createSecret");
    await step("finishSecret");
    expect(secret.done.at(-1)).toBe("secret: new replaces old");
  });
});

describe("the token of a rotation", () => {
  it.each([
    ["of 32 characters", "aZ09_-".padEnd(32, "x")],
    ["of more than 32 characters", "x".repeat(64)],
  ])("is usable %s", async (_, token) => {
    secret.pending.set("secret new", token);
    expect(await step("testSecret")).toEqual({ ok: true, value: undefined });
    expect(await step("finishSecret")).toEqual({ ok: true, value: undefined });
    expect(secret.done).toEqual(["secret: new replaces old"]);
  });

  it.each([
    ["of 31 characters", "x".repeat(31)],
    ["with a dot at the end", `${"x".repeat(32)}.`],
    ["with a dot at the start", `.${"x".repeat(32)}`],
    ["with a blank", `${"x".repeat(16)} ${"x".repeat(16)}`],
    ["that is empty", ""],
  ])("is not usable %s", async (_, token) => {
    secret.pending.set("secret new", token);
    expect(await step("testSecret")).toEqual({ ok: false, error: "token-unusable" });
    expect(await step("finishSecret")).toEqual({ ok: false, error: "token-unusable" });
    expect(secret.done).toEqual([]);
  });

  it("may be missing in testSecret, as for a new schedule, but not in finishSecret", async () => {
    expect(await step("testSecret")).toEqual({ ok: true, value: undefined });
    expect(await step("finishSecret")).toEqual({ ok: false, error: "token-unusable" });
    expect(secret.done).toEqual([]);
  });
});

describe("a rotation that was interrupted", () => {
  const AT_ONCE = { ok: true, value: undefined };
  const TOO_LATE = { ok: false, error: "token-old" };

  it.each([
    ["for half of the overlap", { afterMs: 12 * HOUR_MS }, AT_ONCE, "secret: new replaces old"],
    ["for longer", { afterMs: 12 * HOUR_MS + 1 }, TOO_LATE, "secret: new is not pending any more"],
    [
      "for a quarter of an hour, which a short overlap does not forbid",
      { afterMs: 15 * MINUTE_MS, overlapMs: 1_000 },
      AT_ONCE,
      "secret: new replaces old",
    ],
    [
      "for longer with a short overlap",
      { afterMs: 15 * MINUTE_MS + 1, overlapMs: 1_000 },
      TOO_LATE,
      "secret: new is not pending any more",
    ],
    [
      "and whose function has a clock that is behind",
      { afterMs: -1_000 },
      AT_ONCE,
      "secret: new replaces old",
    ],
  ])("%s", async (_, when, answer, done) => {
    secret.pending.set("secret new", NEW_TOKEN);
    expect(await step("finishSecret", when)).toEqual(answer);
    expect(secret.done).toEqual([done]);
  });

  it("is not ended by its earlier steps", async () => {
    secret.pending.set("secret new", NEW_TOKEN);
    for (const name of STEPS.slice(0, 3)) {
      expect(await step(name, { afterMs: 48 * HOUR_MS })).toEqual(AT_ONCE);
    }
    expect(secret.done).toEqual([]);
  });
});

describe("a rotation while the previous token is still accepted", () => {
  beforeEach(() => {
    secret.stages.set("older", ["AWSPREVIOUS"]);
    secret.pending.set("secret new", NEW_TOKEN);
    secret.currentSinceMs = CREATED_AT_MS;
  });

  it.each([
    ["createSecret", { afterMs: 24 * HOUR_MS - 1 }],
    ["finishSecret", { afterMs: HOUR_MS }],
  ] as const)("changes nothing in %s", async (name, when) => {
    secret.pending.delete(name === "createSecret" ? "secret new" : "");
    expect(await step(name, when)).toEqual({ ok: false, error: "overlap-running" });
    expect(secret.done).toEqual([]);
  });

  it("continues when that has ended", async () => {
    for (const name of STEPS) {
      expect(await step(name, { afterMs: HOUR_MS / 4, overlapMs: HOUR_MS / 4 })).toMatchObject({ ok: true });
    }
    expect(secret.done).toEqual(["secret: new replaces old"]);
  });

  it("continues if the current version has no token", async () => {
    secret.currentSinceMs = undefined;
    expect(await step("finishSecret")).toMatchObject({ ok: true });
  });

  it("continues if there is no previous token, as for a new client or after a revocation", async () => {
    secret.stages.delete("older");
    expect(await step("createSecret")).toMatchObject({ ok: true });
    expect(await step("finishSecret")).toMatchObject({ ok: true });
    expect(secret.done).toEqual(["secret: new replaces old"]);
  });
});

describe("the event of a rotation", () => {
  const EVENT = { Step: "createSecret", SecretId: "secret", ClientRequestToken: "new" };

  it.each(STEPS)("is read: %s", (name) => {
    expect(parseRotationEvent({ ...EVENT, Step: name })).toEqual({
      step: name,
      secretId: "secret",
      versionId: "new",
    });
  });

  it.each([
    ["another step", { ...EVENT, Step: "deleteSecret" }],
    ["no step", { ...EVENT, Step: "" }],
    ["no secret", { ...EVENT, SecretId: "" }],
    ["no version", { ...EVENT, ClientRequestToken: "" }],
    ["no field for the step", { SecretId: "secret", ClientRequestToken: "new" }],
    ["no field for the secret", { Step: "testSecret", ClientRequestToken: "new" }],
    ["no field for the version", { Step: "testSecret", SecretId: "secret" }],
    ["no event", null],
  ])("is not taken with %s", (_, event) => expect(parseRotationEvent(event)).toBeUndefined());
});
