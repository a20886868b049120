import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { encodePrototext, readFamilies } from "../support/prototext.ts";
import {
  findFreePort,
  findPushgateway,
  type RunningProgram,
  startPushgateway,
} from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

const CONFIG = `
clients:
  - id: granted
    grants: [{ methods: [PUT], job: "*", metrics: ["*"] }]
`;

const DELIMITED =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const counter = (fields: string): string =>
  `name: "c_total" type: COUNTER metric { counter { value: 1 ${fields} } }`;

const exemplar = (id: string): string =>
  counter(
    `exemplar { label { name: "trace_id" value: "${id}" } value: 1 timestamp { seconds: 1700000000 } }`,
  );

const native = (offset: number): string =>
  `name: "h" type: HISTOGRAM metric { histogram {
    sample_count: 1 sample_sum: 1 schema: 0 zero_threshold: 0.001
    positive_span { offset: ${offset} length: 1 } positive_delta: 1
  } }`;

/** The group before its Pushgateway goes down, and the push meanwhile. */
const CHANGES: readonly (readonly [string, string, string])[] = [
  ["an exemplar", exemplar("before"), exemplar("after")],
  [
    "a created timestamp",
    counter("created_timestamp { seconds: 1 }"),
    counter("created_timestamp { seconds: 2 }"),
  ],
  ["a native bucket", native(0), native(1)],
];

const TIMEOUT_MS = 60_000;

describeWithReal("a Pushgateway that comes back with old groups", { pushgateway: findPushgateway() }, () => {
  const folder = mkdtempSync(join(tmpdir(), "repaired-"));
  let pushgateway: RunningProgram;
  let proxy: RunningProxy;

  const start = (port: number): Promise<RunningProgram> =>
    startPushgateway({ check: "off", port, persistenceFile: join(folder, "groups") });

  const push = async (job: string, family: string): Promise<number> => {
    const response = await fetch(`${proxy.url}/prod/metrics/job/${job}`, {
      method: "PUT",
      headers: { authorization: proxy.authorization["granted"] ?? "", "content-type": DELIMITED },
      body: encodePrototext(family),
    });
    return response.status;
  };

  const jobs = CHANGES.map((_, index) => `job-${index}`);

  beforeAll(async () => {
    const port = await findFreePort();
    pushgateway = await start(port);
    proxy = await startProxy(CONFIG, ["--pushgateway", pushgateway.url]);
    for (const [index, job] of jobs.entries()) {
      expect(await push(job, CHANGES[index]![1])).toBe(200);
    }
    await pushgateway.stop();
    for (const [index, job] of jobs.entries()) {
      expect(await push(job, CHANGES[index]![2])).toBe(202);
    }
    pushgateway = await start(port);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await proxy?.stop();
    await pushgateway?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(CHANGES.map(([what, , after], index) => ({ what, after, job: jobs[index]! })))(
    "gets $what, the only thing that has changed meanwhile",
    async ({ after, job }) => {
      const [{ name = [], metric: [expected] = [] } = {}] = readFamilies(encodePrototext(after));
      const deadline = Date.now() + TIMEOUT_MS / 2;
      let found: unknown;
      do {
        await sleep(200);
        found = await readMetric(pushgateway.url, String(name[0]), job);
      } while (!contains(found, expected) && Date.now() < deadline);
      expect(found).toMatchObject(expected as object);
    },
    TIMEOUT_MS,
  );
});

const contains = (found: unknown, expected: unknown): boolean => {
  try {
    expect(found).toMatchObject(expected as object);
    return true;
  } catch {
    return false;
  }
};

const readMetric = async (url: string, name: string, job: string): Promise<unknown> => {
  const response = await fetch(`${url}/metrics`, { headers: { accept: DELIMITED } });
  const families = readFamilies(new Uint8Array(await response.arrayBuffer()));
  return families
    .find((family) => family["name"]?.[0] === name)
    ?.["metric"]?.find((metric) =>
      JSON.stringify(metric, (_, value) => (typeof value === "bigint" ? String(value) : value)).includes(
        `"${job}"`,
      ),
    );
};
