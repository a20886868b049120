/** The minimum for the push benchmark: it builds an event and relays a prepared protobuf, and decides nothing. */
import { createServer, type IncomingMessage } from "node:http";
import { createAxiosPushgateway } from "../../../lambda/adapters/pushgateway/axios-pushgateway.ts";
import { decodeText } from "../../../lambda/decode/text/decode-text.ts";
import { encodeExposition } from "../../../lambda/encode/encode-exposition.ts";
import { listenOnLoopback } from "../../support/loopback.ts";

const readAll = async (stream: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const decoded = decodeText(await readAll(process.stdin));
if (!decoded.ok) {
  throw new Error("the payload cannot be read");
}
const body = encodeExposition(decoded.value.families);
const pushgateway = createAxiosPushgateway(process.argv[2] ?? "");

const toEvent = (request: IncomingMessage, payload: Buffer) => ({
  httpMethod: request.method,
  path: request.url,
  headers: { ...request.headers },
  multiValueHeaders: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat()]),
  ),
  body: payload.toString("base64"),
  isBase64Encoded: true,
});

const handle = async (event: ReturnType<typeof toEvent>): Promise<number> => {
  Buffer.from(event.body, "base64");
  const answer = await pushgateway.send({ method: "PUT", path: event.path ?? "", body, timeoutMs: 5_000 });
  return answer.kind === "answered" ? answer.status : 503;
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.once("end", async () => {
    response.writeHead(await handle(toEvent(request, Buffer.concat(chunks)))).end();
  });
});
process.stdout.write(`${(await listenOnLoopback(server)).url}\n`);
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
