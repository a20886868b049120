import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createCdk } from "./cdk.ts";
import { type HostFront, startHostFront } from "./host-front.ts";
import { type Ministack, startMinistack } from "./start-ministack.ts";

interface Event {
  readonly path: string;
  readonly pathParameters: { readonly proxy: string };
  readonly requestContext: { readonly path: string };
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/**
 * The event of a function, compared with events that others recorded on AWS (LocalStack's snapshot of 2024-08-02,
 * voker's of 2026-07-10).
 */
describe("the emulated gateway", () => {
  let ministack: Ministack;
  let cdk: ReturnType<typeof createCdk>;
  let front: HostFront;

  beforeAll(async () => {
    ministack = await startMinistack();
    cdk = createCdk(ministack);
    await cdk.bootstrap();
    const { outputs } = await cdk.deploy(`node ${join(import.meta.dirname, "echo/app.ts")}`);
    const endpoint = Object.values(outputs["echo"] ?? {}).find((value) => value.includes("execute-api"));
    const api = new URL(endpoint ?? "").hostname.split(".")[0];
    front = await startHostFront(ministack.port, `${api}.execute-api.127.0.0.1:${ministack.port}`);
  }, 300_000);

  afterAll(async () => {
    await front?.stop();
    cdk?.stop();
    await ministack?.stop();
  });

  const send = async (path: string, init: RequestInit = {}): Promise<Event> =>
    (await (await fetch(`${front.url}/stage${path}`, init)).json()) as Event;

  it.each([
    ["/proxy-value//double-slash", "/proxy-value//double-slash", "proxy-value//double-slash"],
    ["/proxy-value/", "/proxy-value/", "proxy-value"],
    ["//proxy-value", "/proxy-value", "proxy-value"],
    [
      "/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
      "/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
      "user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
    ],
    ["/capture/space%20value", "/capture/space%20value", "capture/space%20value"],
    ["/id/my-id%2F100", "/id/my-id%2F100", "id/my-id%2F100"],
  ])("passes %s on as AWS does", async (sent, path, proxy) => {
    const event = await send(sent);
    expect(event).toMatchObject({
      path,
      pathParameters: { proxy },
      requestContext: { path: `/stage${sent}` },
    });
  });

  it("decodes queries, with plus as a space", async () => {
    expect((await send("/q?a=b%20c+d&a=e")).queryStringParameters).toEqual({ a: "e" });
  });

  it("keeps the case of header names, and every value of a repeated one", async () => {
    const event = await send("/h", {
      headers: [
        ["X-Twice", "1"],
        ["X-Twice", "2"],
      ],
    });
    const name = Object.keys(event.multiValueHeaders).find((header) => header.toLowerCase() === "x-twice");
    expect(event.multiValueHeaders[name ?? ""]?.join(", ")).toBe("1, 2");
  });

  it("passes bodies on as base64", async () => {
    const headers = { "Content-Type": "text/plain" };
    const event = await send("/b", { method: "PUT", body: new Uint8Array([0, 255, 10]), headers });
    expect(event).toMatchObject({ body: "AP8K", isBase64Encoded: true });
  });
});
