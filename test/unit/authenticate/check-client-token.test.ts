import { describe, expect, it } from "@jest/globals";
import { createAuthenticate } from "../../../lambda/authenticate/authenticate.ts";
import { createClientDirectory } from "../../../lambda/authenticate/client-directory.ts";
import type { StoredToken } from "../../../lambda/authenticate/secret-store.ts";
import { Secret } from "../../../lambda/model/secret.ts";
import { toBasicAuth } from "../../support/credentials.ts";
import { createProxyConfig } from "../../support/proxy-config.ts";

const OVERLAP_MS = 86_400_000;

const toVersion = (token: string, createdAtMs: number) => ({ token: new Secret(token), createdAtMs });

/** The stage with a store that can fail and a clock that the test moves. */
const createFixture = () => {
  const store = {
    nowMs: 1_000_000_000,
    isDown: false,
    reads: [] as string[],
    heard: [] as string[],
    tokens: new Map<string, StoredToken>(),
  };
  store.tokens.set("desktop-app", { current: toVersion("right", store.nowMs), previous: undefined });
  const authenticate = createAuthenticate({
    directory: createClientDirectory(createProxyConfig()),
    overlapSeconds: OVERLAP_MS / 1000,
    secretStore: {
      read: async (clientId) => {
        store.reads.push(clientId);
        if (store.isDown) {
          throw new Error("down");
        }
        return store.tokens.get(clientId);
      },
    },
    readIssuerKeys: async () => undefined,
    verify: () => ({ kind: "invalid" }),
    now: () => store.nowMs,
    onRead: ({ source, callerId, error }) => store.heard.push(`${source} ${callerId} ${error ?? "read"}`),
  });
  const ask = async (client: string, token: string): Promise<string> => {
    const outcome = await authenticate(toBasicAuth(client, token));
    return outcome.kind === "authenticated" ? outcome.caller.config.id : outcome.reason;
  };
  const rotate = (token: string): void => {
    const previous = store.tokens.get("desktop-app")?.current;
    store.tokens.set("desktop-app", { current: toVersion(token, store.nowMs), previous });
  };
  return { store, ask, rotate, authenticate };
};

describe("a client's token", () => {
  it("is accepted when it is the current one", async () => {
    const { ask } = createFixture();
    expect(await ask("desktop-app", "right")).toBe("desktop-app");
  });

  it.each(["wrong", "righ", "rightt", "RIGHT"])("is refused when it is %j", async (token) => {
    const { ask } = createFixture();
    expect(await ask("desktop-app", token)).toBe("token-wrong");
  });

  it("is not accepted for another client", async () => {
    const { store, ask } = createFixture();
    store.tokens.set("ci", { current: toVersion("other", store.nowMs), previous: undefined });
    expect(await ask("ci", "right")).toBe("token-wrong");
  });

  it("is refused for a client whose token was never made", async () => {
    const { ask } = createFixture();
    expect(await ask("ci", "right")).toBe("client-without-token");
  });

  it("costs one read a minute, however often it is used", async () => {
    const { store, ask } = createFixture();
    for (let i = 0; i < 20; i++) {
      await ask("desktop-app", "right");
    }
    store.nowMs += 59_999;
    await ask("desktop-app", "right");
    expect(store.reads).toHaveLength(1);
    store.nowMs += 1;
    await ask("desktop-app", "right");
    expect(store.reads).toHaveLength(2);
  });
});

describe("the outcome of a credential", () => {
  it.each([
    ["that is missing", undefined, { kind: "refused", reason: "credential-missing", callerId: undefined }],
    [
      "that is malformed",
      "Bearer x",
      { kind: "refused", reason: "credential-malformed", callerId: undefined },
    ],
    [
      "of nobody",
      toBasicAuth("nobody", "right"),
      { kind: "refused", reason: "client-unknown", callerId: undefined },
    ],
    [
      "that is wrong",
      toBasicAuth("desktop-app", "wrong"),
      { kind: "refused", reason: "token-wrong", callerId: "desktop-app" },
    ],
  ])("%s", async (_, header, outcome) => {
    const { authenticate } = createFixture();
    expect(await authenticate(header)).toEqual(outcome);
  });

  it("is unavailable during an outage of the store, and every read is reported", async () => {
    const { store, ask, authenticate } = createFixture();
    store.isDown = true;
    expect(await authenticate(toBasicAuth("desktop-app", "right"))).toEqual({
      kind: "unavailable",
      reason: "secret-store",
      callerId: "desktop-app",
    });
    store.isDown = false;
    store.nowMs += 10_000;
    await ask("desktop-app", "right");
    expect(store.heard).toEqual(["secret-store desktop-app Error: down", "secret-store desktop-app read"]);
  });
});

describe("guessing", () => {
  it("costs no read for a client that is not configured", async () => {
    const { store, ask } = createFixture();
    expect(await ask("nobody", "right")).toBe("client-unknown");
    expect(await ask("constructor", "right")).toBe("client-unknown");
    expect(store.reads).toEqual([]);
  });

  it("costs one read in ten seconds for a configured client", async () => {
    const { store, ask } = createFixture();
    for (let i = 0; i < 100; i++) {
      await ask("desktop-app", `guess-${i}`);
    }
    expect(store.reads).toHaveLength(2);
    store.nowMs += 10_000;
    for (let i = 0; i < 100; i++) {
      await ask("desktop-app", `guess-${i}`);
    }
    expect(store.reads).toHaveLength(3);
  });

  it("does not match an empty token with a missing previous one", async () => {
    const { authenticate } = createFixture();
    expect(await authenticate(toBasicAuth("desktop-app", ""))).toMatchObject({
      reason: "credential-malformed",
    });
  });
});

describe("rotation", () => {
  it("accepts the new token at once", async () => {
    const { ask, rotate } = createFixture();
    await ask("desktop-app", "right");
    rotate("new");
    expect(await ask("desktop-app", "new")).toBe("desktop-app");
  });

  it("accepts the new token within ten seconds while somebody guesses", async () => {
    const { store, ask, rotate } = createFixture();
    await ask("desktop-app", "right");
    store.nowMs += 1_000;
    await ask("desktop-app", "guess");
    rotate("new");
    expect(await ask("desktop-app", "new")).toBe("token-wrong");
    store.nowMs += 10_000;
    expect(await ask("desktop-app", "new")).toBe("desktop-app");
  });

  it("keeps the previous token for the overlap and not longer", async () => {
    const { store, ask, rotate } = createFixture();
    rotate("new");
    store.nowMs += OVERLAP_MS - 1;
    expect(await ask("desktop-app", "right")).toBe("desktop-app");
    store.nowMs += 1;
    expect(await ask("desktop-app", "right")).toBe("token-wrong");
    expect(await ask("desktop-app", "new")).toBe("desktop-app");
  });

  it("keeps only one previous token", async () => {
    const { ask, rotate } = createFixture();
    rotate("new");
    rotate("newer");
    expect(await ask("desktop-app", "right")).toBe("token-wrong");
    expect(await ask("desktop-app", "new")).toBe("desktop-app");
  });

  it("ends a revoked token within a minute", async () => {
    const { store, ask } = createFixture();
    await ask("desktop-app", "right");
    store.tokens.set("desktop-app", { current: toVersion("new", store.nowMs), previous: undefined });
    store.nowMs += 60_000;
    expect(await ask("desktop-app", "right")).toBe("token-wrong");
  });
});

describe("a store that fails", () => {
  it("does not lock out known clients for an hour; after that it reports an outage", async () => {
    const { store, ask } = createFixture();
    await ask("desktop-app", "right");
    store.isDown = true;
    store.nowMs += 3_599_999;
    expect(await ask("desktop-app", "right")).toBe("desktop-app");
    store.nowMs += 1;
    expect(await ask("desktop-app", "right")).toBe("secret-store");
  });

  it("cannot refuse a token, which can be newer than the last read, until it is read again", async () => {
    const { store, ask, rotate } = createFixture();
    await ask("desktop-app", "right");
    store.isDown = true;
    rotate("new");
    expect(await ask("desktop-app", "new")).toBe("secret-store");
    store.isDown = false;
    store.nowMs += 5_000;
    expect(await ask("desktop-app", "wrong")).toBe("token-wrong");
    expect(await ask("desktop-app", "new")).toBe("desktop-app");
  });

  it("reports an outage for a client that it has never read", async () => {
    const { store, ask } = createFixture();
    store.isDown = true;
    expect(await ask("desktop-app", "right")).toBe("secret-store");
    expect(await ask("nobody", "right")).toBe("client-unknown");
  });

  it("is read again after five seconds, not for every request", async () => {
    const { store, ask } = createFixture();
    store.isDown = true;
    for (let i = 0; i < 20; i++) {
      await ask("desktop-app", "right");
    }
    expect(store.reads).toHaveLength(1);
    store.isDown = false;
    store.nowMs += 5_000;
    expect(await ask("desktop-app", "right")).toBe("desktop-app");
  });
});
