// A service behind a router that lets nothing in: Prometheus cannot scrape it, so it pushes.
import { createServer } from "node:http";
import { hostname } from "node:os";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { startPusher } from "./pusher.js";

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const requests = new Counter({
  name: "edge_requests_total",
  help: "Requests by status.",
  labelNames: ["status"],
  registers: [registry],
});
const durations = new Histogram({
  name: "edge_request_duration_seconds",
  help: "How long requests take.",
  buckets: [0.001, 0.01, 0.1, 1],
  registers: [registry],
});

const server = createServer((request, response) => {
  const stopTimer = durations.startTimer();
  response.on("finish", () => {
    stopTimer();
    requests.inc({ status: response.statusCode });
  });
  response.statusCode = request.url === "/" ? 200 : 404;
  response.end(request.url === "/" ? "hello\n" : "not found\n");
});

const {
  PORT = "3000",
  PUSH_URL,
  PUSH_CLIENT = "edge",
  PUSH_TOKEN,
  PUSH_INTERVAL_SECONDS = "15",
} = process.env;
const pusher =
  PUSH_URL && PUSH_TOKEN
    ? startPusher(registry, {
        url: PUSH_URL,
        client: PUSH_CLIENT,
        token: PUSH_TOKEN,
        instance: hostname(),
        intervalMs: Number(PUSH_INTERVAL_SECONDS) * 1000,
      })
    : undefined;

server.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));

const stop = async () => {
  server.close();
  await pusher?.stop();
  process.exit();
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
