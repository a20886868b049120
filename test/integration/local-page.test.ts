import { request } from "node:http";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type PageServer, startPageServer } from "../../infra/local/page-server.ts";

let page: PageServer;

beforeAll(async () => {
  page = await startPageServer({ scan: async function* () {}, read: async () => undefined }, 0);
});

afterAll(() => page?.close());

/** The status of a request with this Host, as a browser sends it after the name was pointed to this machine. */
const statusFor = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${page.url}/metrics`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

it.each([
  "127.0.0.1:9091",
  "localhost:9091",
  "[::1]:9091",
  "prometheus-page:9091",
  "host.docker.internal:9091",
])("the page from the store answers under %s", async (host) => expect(await statusFor(host)).toBe(200));

it.each(["rebound.example.com", "rebound.example.com:9091", "127.0.0.1.example.com"])(
  "the page from the store cannot be read by a web site that points its name here: %s",
  async (host) => expect(await statusFor(host)).toBe(421),
);
