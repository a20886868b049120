import { describe, it } from "@jest/globals";
import { expectRefused } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";

describe("the local gateway", () => {
  const target = withTarget();

  it("answers a header that never ends, after ten seconds", () =>
    expectRefused(
      target(),
      ({ basic }) => `PUT /metrics/job/app HTTP/1.1\r\nHost: h\r\nAuthorization: ${basic("app")}\r\nX-Slow: `,
      408,
      "no code",
      { timeoutMs: 20_000 },
    ));
});
