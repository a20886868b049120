import { expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { INNOCENT, OUTAGES, type Outage, PATH_OUTAGES } from "../support/outages.ts";
import { querySeries } from "../support/prometheus-query.ts";
import {
  findFreePort,
  findProgram,
  findPrometheus2,
  type RunningProgram,
  startProgram,
  startPrometheus,
} from "../support/real-components.ts";

const pushgatewayBinary = findProgram("pushgateway");
const prometheusBinary = findPrometheus2();

const CONTENT_TYPES = {
  text: "text/plain",
  protobuf: "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
} as const;

/** Its output is hidden, since these tests make it log many errors. */
const startQuietPushgateway = async (check: Outage["check"]): Promise<RunningProgram> => {
  const address = `127.0.0.1:${await findFreePort()}`;
  return startProgram(`http://${address}`, "/-/ready", "/bin/sh", [
    "-c",
    'exec "$0" "$@" 2>/dev/null',
    pushgatewayBinary!,
    `--web.listen-address=${address}`,
    "--persistence.file=",
    ...(check === "off" ? ["--push.disable-consistency-check"] : []),
  ]);
};

/** The status; undefined when the connection is closed without an answer. */
const put = async (
  url: string,
  path: string,
  format: Outage["format"],
  body: Uint8Array,
): Promise<number | undefined> => {
  try {
    const response = await fetch(`${url}${path}`, {
      method: "PUT",
      headers: { "content-type": CONTENT_TYPES[format] },
      body: body as Uint8Array<ArrayBuffer>,
    });
    await response.text();
    return response.status;
  } catch {
    return undefined;
  }
};

const readPage = async (url: string): Promise<{ readonly status: number; readonly text: string }> => {
  const response = await fetch(`${url}/metrics`);
  return { status: response.status, text: await response.text() };
};

/** Whether Prometheus accepts the page: `up` of its target, after a scrape. */
const scrapeOnce = async (url: string): Promise<number | undefined> => {
  const prometheus = await startPrometheus({ binary: prometheusBinary!, target: new URL(url).host });
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      const [up] = (await querySeries(prometheus.url, 'up{job="pushgateway",instance!="db-1"}')).values();
      if (up !== undefined) {
        return up;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return undefined;
  } finally {
    await prometheus.stop();
  }
};

const expectHarm = async (harm: Outage["harm"], url: string, status: number | undefined): Promise<void> => {
  switch (harm) {
    case "page":
      expect((await readPage(url)).status).toBe(500);
      break;
    case "others": {
      const page = await readPage(url);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain("zz_innocent");
      break;
    }
    case "target":
      expect((await readPage(url)).status).toBe(200);
      expect(await scrapeOnce(url)).toBe(0);
      break;
    case "process":
      await expect(readPage(url)).rejects.toThrow();
      break;
    case "panic":
      expect(status).toBeUndefined();
      break;
    case "forged":
    case "loss":
      expect(status).toBeLessThan(300);
  }
};

describeWithReal(
  "without the proxy a single push does harm",
  { pushgateway: pushgatewayBinary, prometheus: prometheusBinary },
  () => {
    it.each(OUTAGES.map((outage) => [outage.harm, outage.name, outage] as const))(
      "%s: %s",
      async (harm, _, { check, format, body, grouping = "" }) => {
        const pushgateway = await startQuietPushgateway(check);
        try {
          expect(await put(pushgateway.url, "/metrics/job/zz", "protobuf", INNOCENT)).toBeLessThan(300);
          const status = await put(pushgateway.url, `/metrics/job/test${grouping}`, format, body);
          await new Promise((resolve) => setTimeout(resolve, 50));
          await expectHarm(harm, pushgateway.url, status);
        } finally {
          await pushgateway.stop("SIGKILL");
        }
      },
      60_000,
    );

    it.each(
      PATH_OUTAGES.flatMap((outage) =>
        outage.harm === undefined ? [] : [[outage.harm, outage.name, outage] as const],
      ),
    )(
      "%s: %s in the grouping key",
      async (harm, _, { grouping }) => {
        const pushgateway = await startQuietPushgateway("on");
        const body = Buffer.from('# TYPE m histogram\nm_bucket{le="+Inf"} 1\nm_sum 1\nm_count 1\n');
        try {
          await put(pushgateway.url, "/metrics/job/test", "text", Buffer.of());
          const status = await put(pushgateway.url, `/metrics/job/test${grouping}`, "text", body);
          await expectHarm(harm, pushgateway.url, status);
        } finally {
          await pushgateway.stop("SIGKILL");
        }
      },
      60_000,
    );
  },
);
