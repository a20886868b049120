import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Progress } from "../../../infra/local/terminal/progress.ts";
import { type LoadResult, type Target, toWindowSeconds } from "./load.ts";

const CONNECTIONS = 8;
const WARM_UP_SECONDS = 5;

const toPath = (group: number): string => `/metrics/job/desktop-app/instance/i-${group}`;

/** The number of groups between two updates of the progress. */
const FILLED_A_STEP = 100;

/** Pushes the payload once to each group. */
export const fillGroups = async (
  target: Target,
  groups: number,
  payload: Uint8Array,
  progress: Progress,
): Promise<void> => {
  let done = 0;
  const paths = Array.from({ length: groups }, (_, group) => toPath(group)).values();
  const fillNext = async (): Promise<void> => {
    for (const path of paths) {
      const response = await fetch(`${target.url}${path}`, {
        method: "PUT",
        headers: target.headers,
        body: new Uint8Array(payload),
      });
      if (!response.ok) {
        throw new Error(`filling ${path}: ${response.status} ${await response.text()}`);
      }
      await response.arrayBuffer();
      if (done++ % FILLED_A_STEP === 0) {
        progress.show({ done, total: groups, text: "groups filled" });
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, fillNext));
};

/** Pushes the payload to the groups in turn for one window, as fast as eight connections can. */
export const measure = (
  wrk: string,
  target: Target,
  groups: number,
  payload: Uint8Array,
): Promise<LoadResult> => pushFor(toWindowSeconds(groups), wrk, target, groups, payload);

export const warmUp = async (
  wrk: string,
  target: Target,
  groups: number,
  payload: Uint8Array,
): Promise<void> => {
  await pushFor(WARM_UP_SECONDS, wrk, target, groups, payload);
};

const pushFor = async (
  seconds: number,
  wrk: string,
  target: Target,
  groups: number,
  payload: Uint8Array,
): Promise<LoadResult> => {
  const folder = mkdtempSync(join(tmpdir(), "wrk-"));
  const payloadFile = join(folder, "payload");
  const script = join(folder, "push.lua");
  writeFileSync(payloadFile, payload);
  writeFileSync(script, toLua(target, groups, payloadFile));
  try {
    return await runWrk(wrk, target.url, script, seconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const runWrk = async (wrk: string, url: string, script: string, seconds: number): Promise<LoadResult> => {
  const args = ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--timeout", "60s", "-s", script, url];
  const { stdout } = await promisify(execFile)(wrk, args);
  const line = stdout.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) {
    throw new Error(`wrk printed no result:\n${stdout}`);
  }
  return JSON.parse(line) as LoadResult;
};

const toLua = ({ headers }: Target, groups: number, payloadFile: string): string => `
local file = io.open(${JSON.stringify(payloadFile)}, "rb")
wrk.method = "PUT"
wrk.body = file:read("*all")
wrk.headers["Content-Type"] = "text/plain; version=0.0.4"
${Object.entries(headers)
  .map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`)
  .join("\n")}
local requests = {}
local sent = 0
init = function()
  for group = 0, ${groups - 1} do
    requests[group] = wrk.format(nil, "/metrics/job/desktop-app/instance/i-" .. group)
  end
end
request = function()
  sent = sent + 1
  return requests[sent % ${groups}]
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{"pushes":%d,"pushesPerSecond":%.2f,"p50Ms":%.3f,"p99Ms":%.3f,"errors":%d}\\n',
    summary.requests, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
