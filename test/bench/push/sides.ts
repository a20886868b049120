import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PUSHGATEWAY_ENVIRONMENT } from "../../../infra/local/pushgateway-process.ts";
import { startPushgateway } from "../../support/real-components.ts";
import { startNode, startProxy } from "../../support/running-proxy.ts";
import type { Target } from "./load.ts";

/** A target of pushes, with its own Pushgateway. */
export interface Side {
  readonly target: Target;
  /** Of the process that accepts the pushes. */
  readonly pid: number;
  readonly pushgatewayPid: number;
  stop(): Promise<void>;
}

/** Stops its processes, including sweeps, so that they use no time while another side is measured. */
export const pause = ({ pid, pushgatewayPid }: Side): void => signal([pid, pushgatewayPid], "SIGSTOP");

export const resume = ({ pid, pushgatewayPid }: Side): void => signal([pushgatewayPid, pid], "SIGCONT");

const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    process.kill(pid, name);
  }
};

const toConfig = (totals: string, standing: string): string => `
clients:
  - id: desktop-app
    grants:
      - { methods: [PUT, POST, DELETE], job: desktop-app, grouping: { "instance?": "*" }, metrics: ["*"] }
    limits: { groups: 20000, ${totals} }
${standing}
`;

const CONFIG = toConfig(
  "totalSeries: 10000000, totalBytes: 1024MiB",
  "store: { maxSeries: 10000000, maxBytes: 1024MiB }",
);

/** Of checkouts from before the store existed. */
const CONFIG_WITHOUT_STORE = toConfig("totalSeries: 10000000", "pushgateway: { maxSeries: 10000000 }");

/** The local system of `npm start` in a separate process. It runs this checkout, or the one in `root`. */
export const startLocalSystem = (root?: string): Promise<Side> =>
  inFrontOfPushgateway(async (pushgatewayUrl) => {
    const hasStore = root === undefined || existsSync(join(root, "lambda/store"));
    const proxy = await startProxy(
      hasStore ? CONFIG : CONFIG_WITHOUT_STORE,
      ["--pushgateway", pushgatewayUrl],
      root,
    );
    const headers = { Authorization: proxy.authorization["desktop-app"] ?? "" };
    return { target: { url: proxy.url, headers }, pid: proxy.pid, stop: proxy.stop };
  });

/** The local system with a store in memory. */
export const startMemoryProxy = (): Promise<Side> =>
  inFrontOfPushgateway(async (pushgatewayUrl) => {
    const folder = mkdtempSync(join(tmpdir(), "bench-push-"));
    const configFile = join(folder, "proxy.yaml");
    writeFileSync(configFile, CONFIG);
    const script = join(import.meta.dirname, "memory-proxy.ts");
    const { firstLine, pid, stop } = await startNode([
      script,
      configFile,
      join(folder, "secrets.json"),
      pushgatewayUrl,
    ]);
    return {
      target: JSON.parse(firstLine) as Target,
      pid,
      stop: async () => {
        await stop();
        rmSync(folder, { recursive: true });
      },
    };
  });

/** A relay of the same shape that decides nothing: it builds the event, relays a prepared protobuf, and answers. */
export const startBareRelay = (payload: Uint8Array): Promise<Side> =>
  inFrontOfPushgateway(async (pushgatewayUrl) => {
    const script = join(import.meta.dirname, "bare-relay.ts");
    const { firstLine, pid, stop } = await startNode([script, pushgatewayUrl], payload);
    return { target: { url: firstLine.trim(), headers: {} }, pid, stop };
  });

/** The Pushgateway runs as `npm start` runs it. */
const inFrontOfPushgateway = async (
  start: (pushgatewayUrl: string) => Promise<Omit<Side, "pushgatewayPid">>,
): Promise<Side> => {
  const pushgateway = await startPushgateway({ check: "off", environment: PUSHGATEWAY_ENVIRONMENT });
  try {
    const side = await start(pushgateway.url);
    return {
      ...side,
      pushgatewayPid: pushgateway.pid,
      stop: async () => {
        await side.stop();
        await pushgateway.stop();
      },
    };
  } catch (error) {
    await pushgateway.stop();
    throw error;
  }
};
