import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { CATALOGUE, type ProblemCode } from "../../lambda/model/catalogue.ts";
import { toExampleProblem } from "../../scripts/docs/openapi/example-problem.ts";
import {
  EXAMPLE_CONFIG,
  type ExampleRequest,
  examplePush,
} from "../../scripts/docs/openapi/example-request.ts";
import { PROBLEM_EXAMPLES, REQUEST_ID } from "../../scripts/docs/openapi/examples.ts";
import { SUMMARY_EXAMPLES } from "../../scripts/docs/openapi/summary-examples.ts";
import { startRecordingPushgateway } from "../support/hostile/recording-pushgateway.ts";
import { type LocalProxy, startLocalProxy } from "../support/local-proxy.ts";

const withRequest = Object.entries(PROBLEM_EXAMPLES).flatMap(([code, { about, request }]) =>
  request === undefined ? [] : [[code as ProblemCode, about, request] as const],
);

const DOCUMENT = parse(readFileSync(join(import.meta.dirname, "../../openapi.yaml"), "utf8"));

/** What `status` may be in the JSON of this answer, as the document has it. */
const describedStatuses = (method: string, status: number): readonly string[] => {
  const { responses } = DOCUMENT.paths["/metrics/job/{job}"][method.toLowerCase()];
  const [, special] = responses[status]?.content["application/json"].schema.allOf ?? [];
  return special?.properties.status.enum ?? [];
};

describe("the proxy answers as in the examples of openapi.yaml", () => {
  let proxy: LocalProxy;
  let without: Readonly<Record<NonNullable<ExampleRequest["pushgateway"]>, LocalProxy>>;

  beforeAll(async () => {
    const pushgateway = await startRecordingPushgateway();
    const [usual, neverThere, away] = await Promise.all([
      startLocalProxy(EXAMPLE_CONFIG),
      // Nothing listens on the discard port.
      startLocalProxy(EXAMPLE_CONFIG, "http://127.0.0.1:9"),
      startLocalProxy(EXAMPLE_CONFIG, pushgateway.url),
    ]);
    proxy = usual;
    without = { "never-there": neverThere, away };
    // A new store takes pushes only after its Pushgateway has answered.
    expect((await send(examplePush(), away)).status).toBe(200);
    await pushgateway.close();
  });
  afterAll(async () => {
    await Promise.all([proxy, ...Object.values(without ?? {})].map((started) => started?.stop()));
  });

  const send = async (request: ExampleRequest, to = toProxy(request)): Promise<Response> => {
    if (request.after !== undefined) {
      await (await send(request.after)).arrayBuffer();
    }
    const { url, authorization } = to;
    const credential = request.client === undefined ? undefined : authorization[request.client];
    return fetch(url + request.path, {
      method: request.method,
      headers: { ...(credential !== undefined && { Authorization: credential }), ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
    });
  };

  const toProxy = ({ pushgateway }: ExampleRequest): LocalProxy =>
    pushgateway === undefined ? proxy : without[pushgateway];

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
    expect(response.status).toBe(["deleted", "stored"].includes(value.status) ? 202 : 200);
    expect(value.requestId).toBe(REQUEST_ID);
    expect(describedStatuses(request.method, response.status)).toContain(value.status);
  });
});

/**
 * While the Pushgateway does not answer, a local system must assume that it writes its file only every five minutes.
 */
const asDeployed = (detail: string): string => detail.replace("up to 11 minutes", "up to 5 minutes");
