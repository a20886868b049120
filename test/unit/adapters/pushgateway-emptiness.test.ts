import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { isPushgatewayEmpty } from "../../../lambda/adapters/pushgateway/pushgateway-emptiness.ts";
import { listenOnLoopback } from "../../support/loopback.ts";
import { soonAfter } from "../../support/soon-after.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const serve = async (answer: RequestListener): Promise<URL> => {
  server = createServer(answer);
  const { url } = await listenOnLoopback(server);
  return new URL(`${url}/prefix`);
};

const GROUP = '{"labels":{"job":"a"},"last_push_successful":true}';

describe("isPushgatewayEmpty", () => {
  it.each([
    ["no group", '{"status":"success","data":[]}', true],
    ["a group", `{"status":"success","data":[${GROUP}]}`, false],
    ["an answer that is cut short", '{"status":"success","data":[', false],
    ["no JSON", "nothing", false],
  ])("answers for %s", async (_, body, isEmpty) => {
    const url = await serve((request, response) => {
      response.statusCode = request.url === "/prefix/api/v1/metrics" ? 200 : 404;
      response.end(body);
    });
    expect(await isPushgatewayEmpty(url)).toBe(isEmpty);
  });

  it("does not wait for the rest of the answer once there is a group", async () => {
    const url = await serve((_, response) => {
      response.write(`{"status":"success","data":[${GROUP},`);
    });
    expect(await soonAfter(0, () => isPushgatewayEmpty(url))).toBe(false);
  });

  it("is false for a Pushgateway that answers with an error", async () => {
    const url = await serve((_, response) => {
      response.statusCode = 503;
      response.end('{"data":[]}');
    });
    expect(await isPushgatewayEmpty(url)).toBe(false);
  });

  it("is false for a Pushgateway that never answers", async () => {
    const url = await serve(() => {});
    expect(await soonAfter(2_000, () => isPushgatewayEmpty(url))).toBe(false);
  });
});
