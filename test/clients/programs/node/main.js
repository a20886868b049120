// Pushes to the proxy by prom-client: main.js ACTION PAYLOAD, the rest from the environment (see ../README.md).
// snippet:start
import { Counter, Gauge, Histogram, Pushgateway, Registry, Summary } from "prom-client";

async function pushBackup(url, client, token, instance) {
  const register = new Registry();
  const duration = new Gauge({
    name: "backup_duration_seconds",
    help: "Time that the last backup took",
    registers: [register],
  });
  duration.set(42.5);
  const gateway = new Pushgateway(url, { auth: `${client}:${token}` }, register);
  await gateway.push({ jobName: "nightly-backup", groupings: { instance } });
}
// snippet:end

const { PROXY_URL, PROXY_CLIENT, PROXY_TOKEN, PROXY_SCHEME, PROXY_JOB, PROXY_LABEL, PROXY_VALUE } =
  process.env;

const fill = (register, payload) => {
  const registers = [register];
  switch (payload) {
    case "types": {
      const temperature = {
        name: "demo_temperature_celsius",
        help: "A gauge.",
        labelNames: ["room"],
        registers,
      };
      new Gauge(temperature).set({ room: "kitchen" }, 21.5);
      const requests = { name: "demo_requests_total", help: "A counter.", labelNames: ["code"], registers };
      new Counter(requests).inc({ code: "200" }, 3);
      const latency = new Histogram({
        name: "demo_latency_seconds",
        help: "A histogram.",
        buckets: [0.125, 1],
        registers,
      });
      for (const seconds of [0.0625, 0.5, 5]) {
        latency.observe(seconds);
      }
      const size = new Summary({
        name: "demo_size_bytes",
        help: "A summary.",
        percentiles: [0.5],
        registers,
      });
      size.observe(100);
      size.observe(100);
      break;
    }
    case "conflict":
      new Counter({ name: "demo_conflict_total", help: "A counter here.", registers }).inc();
      break;
    case "reserved":
      new Gauge({ name: "up", help: "A gauge.", registers }).set(1);
      break;
    case "other":
      new Gauge({ name: "demo_other", help: "A gauge.", registers }).set(3);
      break;
    default:
      new Gauge({ name: "demo_extra", help: "A gauge.", registers }).set(2);
  }
  return register;
};

const toOptions = (payload) => {
  if (PROXY_SCHEME === "bearer") {
    return { headers: { Authorization: `Bearer ${PROXY_CLIENT}.${PROXY_TOKEN}` } };
  }
  const auth = `${PROXY_CLIENT}:${PROXY_TOKEN}`;
  return payload === "encoded" ? { auth, headers: { "Content-Encoding": "br" } } : { auth };
};

const run = async (action, payload) => {
  if (action === "snippet") {
    return pushBackup(PROXY_URL, PROXY_CLIENT, PROXY_TOKEN, PROXY_VALUE);
  }
  const gateway = new Pushgateway(PROXY_URL, toOptions(payload), fill(new Registry(), payload));
  const key = {
    jobName: PROXY_JOB,
    ...(PROXY_LABEL !== undefined && { groupings: { [PROXY_LABEL]: PROXY_VALUE } }),
  };
  if (action === "push") {
    return gateway.push(key);
  }
  return action === "pushadd" ? gateway.pushAdd(key) : gateway.delete(key);
};

try {
  await run(process.argv[2], process.argv[3]);
  console.log(JSON.stringify({ ok: true }));
} catch (error) {
  console.log(JSON.stringify({ ok: false, error: String(error) }));
}
