import { describe, expect, it } from "@jest/globals";
import type { HttpAnswer } from "../../../action/ports.ts";
import { requestWithRetries, type SendOutcome } from "../../../action/request-with-retries.ts";

type Step = number | { readonly status: number; readonly retryAfter: string } | Error;

/** A server that answers (or fails) as told, then with 200. Time passes only during a sleep. */
const exchangeWith = async (
  steps: readonly Step[],
  { deadlineMs = 60_000, random = 1 } = {},
): Promise<{
  readonly exchange: SendOutcome;
  readonly waitsMs: readonly number[];
  readonly sent: number;
  /** The time that each try is given. */
  readonly timeoutsMs: readonly number[];
}> => {
  const waitsMs: number[] = [];
  const timeoutsMs: number[] = [];
  let nowMs = 0;
  let sent = 0;
  const send = async (_: unknown, timeoutMs: number): Promise<HttpAnswer> => {
    timeoutsMs.push(timeoutMs);
    const step = steps[sent++] ?? 200;
    if (step instanceof Error) {
      throw step;
    }
    const { status, retryAfter } = typeof step === "number" ? { status: step, retryAfter: undefined } : step;
    return { status, header: (name) => (name === "retry-after" ? retryAfter : undefined), body: "" };
  };
  const sleep = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  const exchange = await requestWithRetries(
    { method: "PUT", url: "https://proxy.example", headers: {} },
    { send, sleep, now: () => nowMs, random: () => random },
    { deadlineMs, onRetry: (_, waitMs) => waitsMs.push(waitMs) },
  );
  return { exchange, waitsMs, sent, timeoutsMs };
};

const refused = (): Error => Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

const statusOf = (exchange: SendOutcome): number =>
  exchange.kind === "answered" ? exchange.answer.status : 0;

describe("sending with retries", () => {
  it.each([200, 202, 302, 400, 401, 403, 404, 408, 409, 413, 415, 422])(
    "sends once when the answer is %d",
    async (status) => {
      const { exchange, sent } = await exchangeWith([status]);
      expect([statusOf(exchange), sent]).toEqual([status, 1]);
    },
  );

  it.each<[string, Step]>([
    ["429", 429],
    ["500", 500],
    ["502", 502],
    ["503", 503],
    ["504", 504],
    ["a refused connection", refused()],
    ["a timeout", Object.assign(new Error("late"), { name: "TimeoutError" })],
  ])("sends again after %s", async (_, step) => {
    const { exchange, sent } = await exchangeWith([step]);
    expect([statusOf(exchange), sent]).toEqual([200, 2]);
  });

  it.each([
    [
      "EPROTO",
      "write EPROTO 40:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:x.c:77:\n",
      "there is no TLS: its URL begins with http",
    ],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("does not send again after %s", async (code, message, reason) => {
    const { exchange, sent } = await exchangeWith([Object.assign(new Error(message), { code })]);
    expect(sent).toBe(1);
    expect(exchange).toEqual({ kind: "unreachable", reason, attempts: 1, isFinal: true });
  });

  it("doubles the wait each time, up to 15 s, with a jitter of one half", async () => {
    const outages = Array.from({ length: 6 }, () => 503);
    expect((await exchangeWith(outages)).waitsMs).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect((await exchangeWith(outages, { random: 0 })).waitsMs).toEqual([
      500, 1_000, 2_000, 4_000, 7_500, 7_500,
    ]);
  });

  it("waits at least as long as Retry-After says", async () => {
    const { waitsMs } = await exchangeWith([
      { status: 429, retryAfter: "7" },
      { status: 503, retryAfter: "1" },
    ]);
    expect(waitsMs).toEqual([7_000, 2_000]);
  });

  it.each(["soon", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"])(
    "backs off when Retry-After is %s",
    async (retryAfter) => {
      expect((await exchangeWith([{ status: 503, retryAfter }])).waitsMs).toEqual([1_000]);
    },
  );

  it("does not start a wait that would end after the deadline", async () => {
    const asked = [{ status: 429, retryAfter: "60" }] as const;
    expect(await exchangeWith(asked, { deadlineMs: 60_000 })).toMatchObject({ waitsMs: [], sent: 1 });
    expect(await exchangeWith(asked, { deadlineMs: 60_001 })).toMatchObject({ waitsMs: [60_000], sent: 2 });
  });

  it("gives each try the time until the deadline, and at most 30 s", async () => {
    const asked = { status: 503, retryAfter: "10" };
    const { timeoutsMs } = await exchangeWith([asked, asked, asked], { deadlineMs: 45_000.5 });
    expect(timeoutsMs).toEqual([30_000, 30_000, 25_001, 15_001]);
  });

  it("says what a network proxy answered, cut", async () => {
    const text = `Failed to establish tunnel to push.example.com:443 via http://127.0.0.1:1/: HTTP/1.1 407 ${"x".repeat(9_000)}`;
    const { exchange } = await exchangeWith([Object.assign(new Error(text), { code: "ERR_PROXY_TUNNEL" })], {
      deadlineMs: 1,
    });
    expect(exchange).toMatchObject({ reason: `${text.slice(0, 200)}…` });
  });

  it("says what failed, and how often, when there is no answer", async () => {
    const { exchange } = await exchangeWith(Array.from({ length: 9 }, refused), { deadlineMs: 8_000 });
    expect(exchange).toEqual({ kind: "unreachable", reason: "ECONNREFUSED", attempts: 4, isFinal: false });
  });
});
