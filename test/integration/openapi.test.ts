import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CATALOGUE, type ProblemCode } from "../../lambda/model/catalogue.ts";
import { toExampleProblem } from "../../scripts/docs/openapi/example-problem.ts";
import { EXAMPLE_CONFIG, type ExampleRequest } from "../../scripts/docs/openapi/example-request.ts";
import { PROBLEM_EXAMPLES, REQUEST_ID, SUMMARY_EXAMPLES } from "../../scripts/docs/openapi/examples.ts";
import { type LocalProxy, startLocalProxy } from "../support/local-proxy.ts";

const withRequest = Object.entries(PROBLEM_EXAMPLES).flatMap(([code, { about, request }]) =>
  request === undefined ? [] : [[code as ProblemCode, about, request] as const],
);

describe("the proxy answers as in the examples of openapi.yaml", () => {
  let proxy: LocalProxy;
  let lonelyProxy: LocalProxy;

  beforeAll(async () => {
    [proxy, lonelyProxy] = await Promise.all([
      startLocalProxy(EXAMPLE_CONFIG),
      // Nothing listens on the discard port.
      startLocalProxy(EXAMPLE_CONFIG, "http://127.0.0.1:9"),
    ]);
  });
  afterAll(async () => {
    await proxy?.stop();
    await lonelyProxy?.stop();
  });

  const send = async (request: ExampleRequest): Promise<Response> => {
    if (request.after !== undefined) {
      await (await send(request.after)).arrayBuffer();
    }
    const { url, authorization } = request.isWithoutPushgateway === true ? lonelyProxy : proxy;
    const credential = request.client === undefined ? undefined : authorization[request.client];
    return fetch(url + request.path, {
      method: request.method,
      headers: { ...(credential !== undefined && { Authorization: credential }), ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
    });
  };

  it.each(withRequest)("%s: %s", async (code, _, request) => {
    const response = await send(request);
    const problem = (await response.json()) as { readonly instance: string; readonly detail: string };
    expect({ ...problem, detail: asDeployed(problem.detail) }).toEqual({
      ...toExampleProblem(code),
      instance: problem.instance,
    });
    expect(response.status).toBe(CATALOGUE[code].status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("x-amzn-requestid")).toBe(problem.instance);
  });

  it.each(Object.entries(SUMMARY_EXAMPLES))("%s", async (_, { request, value }) => {
    const response = await send(request);
    const summary = (await response.json()) as { readonly requestId: string };
    expect(summary).toEqual({ ...value, requestId: summary.requestId });
    expect(response.status).toBe(value.status === "deleted" ? 202 : 200);
    expect(value.requestId).toBe(REQUEST_ID);
  });
});

/**
 * While the Pushgateway does not answer, a local system must assume that it writes its file only every five minutes.
 */
const asDeployed = (detail: string): string => detail.replace("up to 11 minutes", "up to 5 minutes");
