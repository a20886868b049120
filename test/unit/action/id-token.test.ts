import { describe, expect, it } from "@jest/globals";
import { requestIdToken } from "../../../action/id-token.ts";
import type { HttpAnswer, Ports } from "../../../action/ports.ts";

const request = async (send: () => Promise<Pick<HttpAnswer, "status" | "body">>) => {
  let nowMs = 0;
  const ports = {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://token.example.com/x?api-version=2.0",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
    },
    http: {
      send: async () => ({ header: () => undefined, ...(await send()) }),
      sleep: async (ms: number) => {
        nowMs += ms;
      },
      now: () => nowMs,
      random: () => 0,
    },
  } as unknown as Ports;
  const retries = { deadlineMs: 5_000, onRetry: () => {} };
  const token = await requestIdToken("https://push.example.com", ports, retries);
  return token.ok ? token.value.reveal() : `${token.error.detail}; ${token.error.advice}`;
};

describe("requestIdToken", () => {
  it("returns the token", async () =>
    expect(await request(async () => ({ status: 200, body: '{"value": "a.b.c"}' }))).toBe("a.b.c"));

  // The sentence is GitHub's: github.com/aws-actions/configure-aws-credentials/pull/272
  it("repeats what GitHub says when it refuses, on one line and cut", async () => {
    const message = "Can't issue ID_TOKEN for audience 'https://push.example.com'.";
    const body = (text: string): string => JSON.stringify({ message: text });
    expect(await request(async () => ({ status: 403, body: body(message) }))).toMatch(
      `GitHub answered 403 to the request for an OIDC token: ${message}; `,
    );
    const long = await request(async () => ({ status: 400, body: body("x".repeat(10_000)) }));
    expect(long.length).toBeLessThan(500);
  });

  it.each(["", "<html>", "[]", '{"message": 1}'])(
    "says the status if there is no sentence: %p",
    async (body) =>
      expect(await request(async () => ({ status: 404, body }))).toMatch(
        "GitHub answered 404 to the request for an OIDC token; run the job again",
      ),
  );

  it("names the server that cannot be connected to", async () =>
    expect(
      await request(() => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" }))),
    ).toMatch(
      /^token\.example\.com, which gives the OIDC tokens, gave no answer \(ECONNREFUSED\); check that this runner can connect/,
    ));
});
