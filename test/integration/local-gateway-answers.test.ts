import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { sendRaw } from "../support/raw-http.ts";
import { type StubFunctions, type StubGateway, startStubGateway } from "../support/stub-gateway.ts";

const withGateway = async (
  functions: StubFunctions,
  use: (gateway: StubGateway) => Promise<void>,
): Promise<void> => {
  const gateway = await startStubGateway(functions);
  try {
    await use(gateway);
  } finally {
    await gateway.close();
  }
};

const put = (gateway: StubGateway, init: RequestInit = {}): Promise<Response> =>
  fetch(`${gateway.url}/metrics/job/x`, { method: "PUT", headers: { authorization: "x" }, ...init });

describe("a request that cannot be read", () => {
  it.each([
    [
      "a path with a blank",
      "PUT /metrics/job/a b HTTP/1.1",
      /percent-encode blanks \(%20\) and characters outside ASCII$/,
    ],
    [
      "a path outside ASCII",
      Buffer.from("PUT /metrics/job/\u00e9 HTTP/1.1"),
      /percent-encode blanks .* outside ASCII$/,
    ],
    [
      "a method in small letters",
      "put /metrics/job/a HTTP/1.1",
      /start with an HTTP method in capitals, such as PUT$/,
    ],
    [
      "a header without a colon",
      "PUT /metrics/job/a HTTP/1.1\r\nX",
      /^the request is not well-formed HTTP\/1.1; send it with an HTTP library or curl$/,
    ],
    [
      "a client hello of TLS",
      Buffer.from("1603010200010001fc0303", "hex"),
      /^the client began TLS, but this address expects plain HTTP; use http:\/\/ instead of https:\/\/ in the URL$/,
    ],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", /^the client began HTTP\/2, .* expects HTTP\/1.1$/],
    ["bytes that begin as TLS does", Buffer.from([22, 4, 0]), /start with an HTTP method/],
  ])("is told what is wrong: %s", (_case, line, detail) =>
    withGateway({}, async (gateway) => {
      const [answer] = await sendRaw(gateway.url, [line, "\r\nHost: h\r\n\r\n"]);
      expect(answer?.status).toBe(400);
      expect(JSON.parse(answer?.body ?? "")).toMatchObject({
        code: "request-malformed",
        detail: expect.stringMatching(detail),
      });
    }),
  );
});

describe("the operator is told about a request that cannot be read", () => {
  it.each([
    ["a client hello of TLS", Buffer.from("1603010200010001fc0303", "hex"), { method: "", path: "" }],
    [
      "a head that is too large",
      `PUT /x HTTP/1.1\r\nX: ${"a".repeat(50_000)}\r\n\r\n`,
      { method: "", path: "" },
    ],
    ["a tunnel", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", { method: "CONNECT", path: "h:443" }],
    [
      "a body with a broken chunk",
      "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
      { method: "PUT", path: "/metrics/job/x" },
    ],
  ])("%s", (_case, bytes, line) =>
    withGateway({}, async (gateway) => {
      const [answer] = await sendRaw(gateway.url, bytes);
      expect(gateway.answered).toEqual([
        expect.objectContaining({
          ...line,
          requestId: answer?.headers["x-amzn-requestid"],
          answer: expect.objectContaining({ statusCode: answer?.status, body: answer?.body }),
        }),
      ]);
    }),
  );
});

describe("a client that ends its side of the connection after its request", () => {
  const push = "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nContent-Length: 4\r\n\r\nx 1\n";

  /** Until then the end of the connection has arrived. */
  const LATER_MS = 30;
  const SLOW: StubFunctions = {
    push: async () => {
      await sleep(LATER_MS);
      return { statusCode: 200, body: "done" };
    },
  };

  it("gets its answer", () =>
    withGateway(SLOW, async (gateway) => {
      const [answer] = await sendRaw(gateway.url, push, { endsAfterRequest: true });
      expect(answer).toMatchObject({ status: 200, body: "done" });
      expect(gateway.events).toHaveLength(1);
    }));

  it("gets the answers to all requests that it sent", () =>
    withGateway(SLOW, async (gateway) => {
      const answers = await sendRaw(gateway.url, [push, push], { endsAfterRequest: true, answers: 2 });
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }));
});

describe("a function's answer through the local gateway", () => {
  it.each([
    ["an empty object", {}, 200, ""],
    ["a status as text", { statusCode: "201" }, 201, ""],
    ["a body", { statusCode: 200, body: "é" }, 200, "é"],
    ["a base64 body", { statusCode: 200, body: "w6k=", isBase64Encoded: true }, 200, "é"],
    ["null headers", { statusCode: 200, headers: null }, 200, ""],
  ])("is sent to the client: %s", async (_case, answer, status, body) => {
    await withGateway({ push: async () => answer }, async (gateway) => {
      const response = await put(gateway);
      expect(response.status).toBe(status);
      expect(await response.text()).toBe(body);
      expect(response.headers.get("content-type")).toBe("application/json");
    });
  });

  // LocalStack recorded on AWS which answers are malformed. API Gateway answers 502, which our DEFAULT_5XX turns into a
  // 503.
  it.each([
    ["text", "done"],
    ["nothing", undefined],
    ["an unknown field", { statusCode: 200, error: "x" }],
    ["a status that is not a number", { statusCode: "ok" }],
    ["an invalid status", { statusCode: 1_000 }],
    ["a multi-value header that is not a list", { multiValueHeaders: { a: "b" } }],
    ["a header that is an object", { headers: { a: {} } }],
    ["a body that is an object", { body: {} }],
  ])("is refused as malformed: %s", async (_case, answer) => {
    await withGateway({ push: async () => answer }, async (gateway) => {
      const response = await put(gateway);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: "service-unavailable" });
      expect(gateway.outages).toHaveLength(1);
    });
  });

  it("becomes a failure without a reason when the function throws", async () => {
    await withGateway({ push: () => Promise.reject(new Error("secret of ours")) }, async (gateway) => {
      const response = await put(gateway);
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain("secret of ours");
    });
  });

  it("has the headers of both maps, and renames those that the gateway sets itself", async () => {
    const answer = {
      headers: { "x-one": "1", "X-Two": true, Date: "never", "Transfer-Encoding": "chunked" },
      multiValueHeaders: { "X-Many": ["a", "b"] },
      body: "x",
    };
    await withGateway({ push: async () => answer }, async (gateway) => {
      const { headers } = await put(gateway);
      expect(headers.get("x-one")).toBe("1");
      expect(headers.get("x-two")).toBe("true");
      expect(headers.get("x-many")).toBe("a, b");
      expect(headers.get("x-amzn-remapped-date")).toBe("never");
      expect(headers.get("date")).not.toBe("never");
      expect(headers.get("transfer-encoding")).toBeNull();
    });
  });

  it("is right for HEAD and for kept connections", async () => {
    await withGateway({}, async (gateway) => {
      const answers = await sendRaw(
        gateway.url,
        "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n\r\n".repeat(3),
        { answers: 3 },
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      const [head] = await sendRaw(gateway.url, "HEAD /-/healthy HTTP/1.1\r\nHost: h\r\n\r\n", {
        isHead: true,
      });
      expect(head?.status).toBe(405);
    });
  });
});

describe("size limits of the local gateway", () => {
  it("accept an event of almost 6 MB, and refuse a larger one", async () => {
    await withGateway({}, async (gateway) => {
      expect((await put(gateway, { body: Buffer.alloc(4_600_000) })).status).toBe(200);
      expect((await put(gateway, { body: Buffer.alloc(4_800_000) })).status).toBe(413);
      expect(gateway.events).toHaveLength(1);
    });
  });

  it("refuse more than 10 MB, declared or chunked", async () => {
    await withGateway({}, async (gateway) => {
      expect((await put(gateway, { body: Buffer.alloc(10 * 1024 * 1024 + 1) })).status).toBe(413);
      const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
      const [answer] = await sendRaw(gateway.url, [
        "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        ...Array.from({ length: 161 }, () => chunk),
        "0\r\n\r\n",
      ]);
      expect(answer?.status).toBe(413);
      expect(gateway.events).toHaveLength(0);
    });
  });

  it("do not let a client send a body that will be refused", async () => {
    await withGateway({ authorizer: () => Promise.reject(new Error("Unauthorized")) }, async (gateway) => {
      const [answer] = await sendRaw(
        gateway.url,
        "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
      );
      expect(answer?.status).toBe(401);
    });
  });

  it("let a client send a body after 100 Continue", async () => {
    await withGateway({}, async (gateway) => {
      const [answer] = await sendRaw(
        gateway.url,
        "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nx 1\n",
      );
      expect(answer?.status).toBe(200);
      expect(gateway.events[0]?.body).toBe("eCAxCg==");
    });
  });

  it.each([
    [10_240, 200],
    [10_241, 431],
  ])("answer a request line and header of %i bytes with %i", async (bytes, status) => {
    await withGateway({}, async (gateway) => {
      const front = "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\nX-Fill: ";
      const fill = "x".repeat(bytes - front.length - 2);
      const [answer] = await sendRaw(gateway.url, `${front}${fill}\r\n\r\n`);
      expect(answer?.status).toBe(status);
    });
  });
});

describe("closing the local gateway", () => {
  it("finishes a request in flight, even with idle connections", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const gateway = await startStubGateway({
      push: async () => {
        await held;
        return { statusCode: 200, body: "done" };
      },
    });
    await fetch(`${gateway.url}/-/healthy`);
    const answer = sendRaw(gateway.url, "PUT /metrics/job/x HTTP/1.1\r\nHost: h\r\nAuthorization: x\r\n\r\n");
    while (gateway.events.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const closed = gateway.close();
    release();
    expect((await answer)[0]).toMatchObject({ status: 200, body: "done" });
    await closed;
    await expect(fetch(`${gateway.url}/-/healthy`)).rejects.toThrow();
  });
});
