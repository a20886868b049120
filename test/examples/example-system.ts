import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningProgram, startPushgateway } from "../support/real-components.ts";
import { type RunningProxy, startProxy } from "../support/running-proxy.ts";

export const EXAMPLES = join(import.meta.dirname, "../../examples");

/** The local system with the examples' configuration, in front of a real Pushgateway. */
export interface ExampleSystem {
  readonly pushgateway: RunningProgram;
  /** Variables in an example's environment. */
  readonly environment: (client: string) => NodeJS.ProcessEnv;
  /** Lines of the scrape that start with `prefix`. Waits until there are any; returns none when its time is over. */
  readonly waitForLines: (prefix: string) => Promise<readonly string[]>;
  readonly readLines: (prefix: string) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/** `flags` of `npm start`. */
export const startExampleSystem = async (flags: readonly string[] = []): Promise<ExampleSystem> => {
  const pushgateway = await startPushgateway({ check: "off" });
  const config = readFileSync(join(EXAMPLES, "proxy.yaml"), "utf8");
  const proxy: RunningProxy = await startProxy(config, ["--pushgateway", pushgateway.url, ...flags]);
  const readLines = async (prefix: string): Promise<readonly string[]> => {
    const page = await (await fetch(`${pushgateway.url}/metrics`)).text();
    return page.split("\n").filter((line) => line.startsWith(prefix));
  };
  return {
    pushgateway,
    environment: (client) => ({
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PUSH_URL: proxy.url,
      PUSH_CLIENT: client,
      PUSH_TOKEN: proxy.tokens[client],
    }),
    readLines,
    waitForLines: (prefix) =>
      waitUntil(
        () => readLines(prefix),
        (lines) => lines.length > 0,
      ),
    stop: async () => {
      await proxy.stop();
      await pushgateway.stop();
    },
  };
};

const PATIENCE_MS = 90_000;

/** Reads until `isDone` or until its time is over. Returns what was read last. */
export const waitUntil = async <T>(
  read: () => T | Promise<T>,
  isWished: (value: T) => boolean,
): Promise<T> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (isWished(value) || Date.now() > deadline) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
