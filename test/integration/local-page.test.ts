import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type PageServer, startPageServer } from "../../infra/local/page-server.ts";

let page: PageServer;
let scans = 0;

beforeAll(async () => {
  const scan = () => {
    scans += 1;
    return (async function* () {})();
  };
  page = await startPageServer({ scan, read: async () => undefined }, 0);
});

afterAll(() => page?.close());

/** The status of a request with this Host, as a browser sends it after the name was pointed to this machine. */
const statusFor = (host: string, agent?: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${page.url}/metrics`, { headers: { host }, agent }, (response) => {
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

const PIPELINED = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

it("the page from the store is made for at most ten requests of a connection at once", async () => {
  scans = 0;
  const socket = connect(Number(new URL(page.url).port), "127.0.0.1").resume();
  socket.write(PIPELINED.repeat(11));
  await once(socket, "close");
  expect(scans).toBeLessThanOrEqual(10);
});

it("the page from the store answers a connection again and again", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let sent = 0; sent < 30; sent += 1) {
    expect(await statusFor("localhost", agent)).toBe(200);
  }
  agent.destroy();
});
