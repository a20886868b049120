import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createRandomToken } from "../../../lambda/adapters/secrets/random-token.ts";
import { createSecretsManagerAdministration } from "../../../lambda/adapters/secrets/secrets-manager-administration.ts";
import { createRotatableSecrets } from "../../../lambda/adapters/secrets/secrets-manager-rotation.ts";
import {
  createSecretsManagerClient,
  createSecretsManagerStore,
} from "../../../lambda/adapters/secrets/secrets-manager-store.ts";
import { createAuthenticate } from "../../../lambda/authenticate/authenticate.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import type { SecretStore } from "../../../lambda/authenticate/secret-store.ts";
import { createRotateHandler } from "../../../lambda/handlers/rotate.ts";
import { toBasicAuth } from "../../support/credentials.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";
import {
  type SecretsManagerServer,
  startSecretsManagerServer,
} from "../../support/secrets-manager-server.ts";
import { soonAfter } from "../../support/soon-after.ts";

const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:DesktopApp-AbCdEf";

const toSecretId = () => ARN;

let server: SecretsManagerServer;

beforeAll(async () => {
  server = await startSecretsManagerServer();
});

afterAll(() => server.close());

beforeEach(() => {
  server.setMode("up");
  server.put(ARN, "first", { createdAtMs: 1_700_000_000_000 });
  server.calls.length = 0;
});

const createStore = (timeoutMs = 5_000): SecretStore =>
  createSecretsManagerStore({ client: server.client, toSecretId, timeoutMs });

describe("the token store", () => {
  it("reads both versions, and when each was created", async () => {
    server.put(ARN, "second", { createdAtMs: 1_700_000_001_500 });
    const stored = await createStore().read("desktop-app");
    expect(stored?.current.token.reveal()).toBe("second");
    expect(stored?.current.createdAtMs).toBe(1_700_000_001_500);
    expect(stored?.previous?.token.reveal()).toBe("first");
    expect(server.calls).toEqual(["GetSecretValue AWSCURRENT", "GetSecretValue AWSPREVIOUS"]);
  });

  it("misses no valid token of a rotation that happens during the read", async () => {
    server.beforeNext("GetSecretValue AWSCURRENT", async () => {
      // A read of the other version that did not wait for this one would be answered meanwhile.
      await sleep(100);
      server.put(ARN, "second");
    });
    const stored = await createStore().read("desktop-app");
    expect([stored?.current.token.reveal(), stored?.previous?.token.reveal()]).toEqual(["second", "first"]);
  });

  it("returns no token for a client whose secret was deleted or never created", async () => {
    const store = createSecretsManagerStore({
      client: server.client,
      toSecretId: () => "gone",
      timeoutMs: 5_000,
    });
    expect(await store.read("desktop-app")).toBeUndefined();
  });

  it("returns no token for a client whose secret is marked for deletion", async () => {
    server.put(ARN, "second", { isWithdrawn: true });
    expect(await createStore().read("desktop-app")).toBeUndefined();
  });

  it.each([
    ["down", "InternalServiceError"],
    ["unquoted", "the answer of Secrets Manager is not JSON"],
  ] as const)("throws when Secrets Manager is %s, without the token in the error", async (mode, message) => {
    server.setMode(mode);
    const error: unknown = await createStore()
      .read("desktop-app")
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(message);
    expect(inspect(error, { depth: 10 })).not.toContain("first");
  });

  it.each([
    // Longer than one attempt, so that the deadline ends the second attempt, too.
    ["silent", 1_300],
    ["trickling", 400],
    ["half", 400],
  ] as const)("gives up at its deadline when Secrets Manager is %s", async (mode, timeoutMs) => {
    server.setMode(mode);
    const store = createSecretsManagerStore({ client: impatient(), toSecretId, timeoutMs });
    await expect(soonAfter(timeoutMs, () => store.read("desktop-app"))).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });

  it("tries once more when there is no answer for a second", async () => {
    server.setMode("silent-once");
    const store = createSecretsManagerStore({ client: impatient(), toSecretId, timeoutMs: 2_500 });
    const stored = await store.read("desktop-app");
    expect(stored?.current.token.reveal()).toBe("first");
    expect(server.calls).toHaveLength(3);
  });
});

const WHERE = {
  region: "eu-central-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

/** The authorizer's client, pointed at the test server. */
const impatient = () => createSecretsManagerClient({ ...WHERE, endpoint: server.url });

/** The stage `authenticate` over HTTP, with a clock that the test moves. */
const createFixture = () => {
  const clock = { nowMs: Date.now() };
  const authenticate = createAuthenticate({
    directory: createClientDirectory(createProxyConfig()),
    overlapSeconds: 3_600,
    secretStore: createStore(300),
    readIssuerKeys: async () => undefined,
    verify: () => ({ kind: "invalid" }),
    now: () => clock.nowMs,
    onRead: () => {},
  });
  const ask = async (token: string, client = "desktop-app") => {
    const outcome = await authenticate(toBasicAuth(client, token));
    return outcome.kind === "authenticated" ? "in" : outcome.reason;
  };
  return { clock, ask };
};

describe("the client of the functions that change tokens", () => {
  it("gives up when there is no answer, so that the function can report it before its own time is over", async () => {
    server.setMode("silent");
    const settings = { ...WHERE, endpoint: server.url, maxAttempts: 3 };
    const { stagesOf } = createRotatableSecrets(createSecretsManagerClient(settings, 100));
    await expect(stagesOf(ARN)).rejects.toThrow("requestTimeout");
    expect(server.calls).toHaveLength(3);
  });
});

describe("a scheduled rotation", () => {
  const handler = () =>
    createRotateHandler({
      secrets: createRotatableSecrets(server.client),
      createToken: createRandomToken,
      overlapMs: 86_400_000,
      now: Date.now,
    });

  const runSteps = async (versionId: string, steps: readonly string[]): Promise<void> => {
    for (const Step of steps) {
      await handler()({ Step, SecretId: ARN, ClientRequestToken: versionId });
    }
  };

  const ALL = ["createSecret", "setSecret", "testSecret", "finishSecret"];

  it("makes a new token current and keeps the old one as the previous", async () => {
    await runSteps(server.startRotation(ARN), ALL);
    const stored = await createStore().read("desktop-app");
    expect(stored?.current.token.reveal()).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(stored?.previous?.token.reveal()).toBe("first");
  });

  it("may repeat each step any number of times", async () => {
    await runSteps(
      server.startRotation(ARN),
      ALL.flatMap((step) => [step, step, step]),
    );
    const stored = await createStore().read("desktop-app");
    expect(stored?.previous?.token.reveal()).toBe("first");
  });

  it("does not return the pending token", async () => {
    await runSteps(server.startRotation(ARN), ALL.slice(0, 3));
    const stored = await createStore().read("desktop-app");
    expect([stored?.current.token.reveal(), stored?.previous?.token.reveal()]).not.toContain(undefined);
    expect(stored?.current.token.reveal()).toBe("first");
  });

  it.each([
    [
      "a version that does not exist",
      "createSecret",
      "11111111-1111-1111-1111-111111111111",
      "version-unknown",
    ],
    ["the last step before a token was made", "finishSecret", undefined, "token-unusable"],
    [
      "a step that does not exist",
      "dropSecret",
      undefined,
      "the event is not one of Secrets Manager's rotation",
    ],
  ])("stops at %s", async (_, Step, versionId, text) => {
    const ClientRequestToken = versionId ?? server.startRotation(ARN);
    server.startRotation(ARN);
    await expect(handler()({ Step, SecretId: ARN, ClientRequestToken })).rejects.toThrow(text);
  });

  it("names the secret and the step when it stops", async () => {
    const ClientRequestToken = server.startRotation(ARN);
    await expect(handler()({ Step: "finishSecret", SecretId: ARN, ClientRequestToken })).rejects.toThrow(
      `rotation of ${ARN} stopped at finishSecret: token-unusable`,
    );
    server.setMode("down");
    await expect(handler()({ Step: "createSecret", SecretId: ARN, ClientRequestToken })).rejects.toThrow(
      `rotation of ${ARN} stopped at createSecret: InternalServiceError: InternalServiceError`,
    );
  });

  it("throws away a token that was made long ago, since the old one would not be accepted any more", async () => {
    const interrupted = server.startRotation(ARN);
    await runSteps(interrupted, ["createSecret"]);
    server.age(ARN, interrupted, Date.now() - 2 * 86_400_000);
    await expect(runSteps(interrupted, ALL)).rejects.toThrow("stopped at finishSecret: token-old");
    expect((await createStore().read("desktop-app"))?.current.token.reveal()).toBe("first");
    const next = server.startRotation(ARN);
    await runSteps(next, ALL);
    const stored = await createStore().read("desktop-app");
    expect(stored?.current.token.reveal()).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(stored?.previous?.token.reveal()).toBe("first");
  });

  it("accepts the test of a new schedule, whose version stays empty", async () => {
    await runSteps(server.startRotation(ARN), ["testSecret"]);
    expect((await createStore().read("desktop-app"))?.current.token.reveal()).toBe("first");
  });

  it("refuses no push while traffic goes on", async () => {
    const { clock, ask } = createFixture();
    let token = "first";
    const refused: string[] = [];
    const push = async (): Promise<void> => {
      const answer = await ask(token);
      if (answer !== "in") {
        refused.push(answer);
      }
    };
    const versionId = server.startRotation(ARN);
    for (const step of ALL) {
      await Promise.all(Array.from({ length: 50 }, push));
      await runSteps(versionId, [step]);
      await Promise.all(Array.from({ length: 50 }, push));
    }
    clock.nowMs += 10_000;
    token = (await createStore().read("desktop-app"))?.current.token.reveal() ?? "";
    await Promise.all(Array.from({ length: 50 }, push));
    token = "first";
    clock.nowMs += 60_000;
    await Promise.all(Array.from({ length: 50 }, push));
    expect(refused).toEqual([]);
  });
});

describe("a Secrets Manager outage", () => {
  it.each(["down", "silent", "trickling", "half"] as const)(
    "(%s) does not lock out known clients for an hour, and does not delay each request",
    async (mode) => {
      const { clock, ask } = createFixture();
      await ask("first");
      server.setMode(mode);
      clock.nowMs += 61_000;
      const startedAt = performance.now();
      for (let i = 0; i < 20; i++) {
        expect(await ask("first")).toBe("in");
      }
      // If each of them waited for one attempt, it would be 20 s.
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(await ask("wrong")).toBe("secret-store");
      expect(await ask("first", "nobody")).toBe("client-unknown");
      clock.nowMs += 3_600_000;
      expect(await ask("first")).toBe("secret-store");
    },
  );
});

describe("a rotation by an operator", () => {
  const administration = () =>
    createSecretsManagerAdministration({ client: server.client, toSecretId, timeoutMs: 5_000 });

  it("keeps the old token as the previous one", async () => {
    await administration().rotate("desktop-app");
    const stored = await createStore().read("desktop-app");
    expect(stored?.current.token.reveal()).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(stored?.previous?.token.reveal()).toBe("first");
  });

  it("removes all older tokens when it revokes", async () => {
    server.put(ARN, "second");
    await administration().revoke("desktop-app");
    const stored = await createStore().read("desktop-app");
    expect(stored?.current.token.reveal()).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(stored?.previous).toBeUndefined();
  });
});
