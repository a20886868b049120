import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { expectRefused } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";
import { sendRaw } from "../support/raw-http.ts";
import { startStubGateway } from "../support/stub-gateway.ts";

const TEN_SECONDS = { timeoutMs: 20_000 };

describe("the local gateway", () => {
  const target = withTarget();

  // At the same time, since each waits for seconds.
  it.concurrent("answers a header that never ends, after ten seconds", () =>
    expectRefused(
      target(),
      ({ basic }) => `PUT /metrics/job/app HTTP/1.1\r\nHost: h\r\nAuthorization: ${basic("app")}\r\nX-Slow: `,
      408,
      "no code",
      TEN_SECONDS,
    ));

  it.concurrent("reports a header that never ends, but not a connection without a request", async () => {
    const gateway = await startStubGateway();
    const statuses = await Promise.all(
      ["PUT /metrics/job/app HTTP/1.1\r\nX-Slow: ", ""].map(async (bytes) => {
        const [answer] = await sendRaw(gateway.url, bytes, TEN_SECONDS);
        return answer?.status;
      }),
    );
    expect(statuses).toEqual([408, 408]);
    expect(gateway.answered.map(({ answer }) => answer.statusCode)).toEqual([408]);
    await gateway.close();
  });

  it.concurrent("does not wait long for a slow client when it ends", async () => {
    const gateway = await startStubGateway();
    const started = once(gateway.server, "request");
    const slow = sendRaw(
      gateway.url,
      "PUT /metrics/job/app HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nContent-Length: 10\r\n\r\n",
      TEN_SECONDS,
    );
    await started;
    const sinceMs = performance.now();
    await Promise.all([gateway.close(), expect(slow).rejects.toThrow("the connection ended")]);
    expect(performance.now() - sinceMs).toBeLessThan(8_000);
  });
});
