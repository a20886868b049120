import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { fetchStatus } from "../../../infra/local/pushgateway-status.ts";

describe("the status of a Pushgateway", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  const fetchWith = async (body: string) => {
    server = createServer((_, response) => response.end(body));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return fetchStatus(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };

  it.each([
    ["1m0s", 65_000],
    ["5s", 10_000],
    ["1h30m1.5s", 5_406_500],
    ["250ms", 5_250],
    ["soon", 305_000],
  ])("tells how old its file may be when it writes it every %s", async (interval, persistedMs) => {
    const flags = { "persistence.file": "/data", "persistence.interval": interval };
    expect(await fetchWith(JSON.stringify({ data: { flags } }))).toEqual({ isChecking: true, persistedMs });
  });

  it("tells that there is no file", async () => {
    const flags = { "persistence.file": "", "push.disable-consistency-check": "true" };
    expect(await fetchWith(JSON.stringify({ data: { flags } }))).toEqual({
      isChecking: false,
      persistedMs: 0,
    });
  });

  it.each(["{}", "nothing"])("cannot be read from %s", async (body) => {
    expect(await fetchWith(body)).toBeUndefined();
  });
});
