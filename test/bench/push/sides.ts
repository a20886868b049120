import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { toBasicAuth } from "../../support/credentials.ts";
import type { Target } from "./load.ts";

export interface Side {
  readonly target: Target;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "../../..");

const CONFIG = `
clients:
  - id: desktop-app
    grants:
      - { methods: [PUT, POST, DELETE], job: desktop-app, grouping: { "instance?": "*" }, metrics: ["*"] }
`;

/** The local system as \`npm start\` runs it, in a process of its own. */
export const startProxy = async (pushgatewayUrl: string): Promise<Side> => {
  const folder = mkdtempSync(join(tmpdir(), "bench-proxy-"));
  const config = join(folder, "proxy.yaml");
  writeFileSync(config, CONFIG);
  const { line, stop } = await startNode([
    join(ROOT, "infra/local/start.ts"),
    "--json",
    ...["--port", "0"],
    ...["--config", config],
    ...["--secrets", join(folder, "secrets.json")],
    ...["--pushgateway", pushgatewayUrl],
  ]);
  const { url, clients } = JSON.parse(line) as { url: string; clients: { id: string; token: string }[] };
  const [client] = clients;
  if (client === undefined) throw new Error("the proxy names no client");
  return {
    target: { url, headers: { Authorization: toBasicAuth(client.id, client.token) } },
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** A relay of the same shape that does nothing: builds the event, relays a ready protobuf, answers. */
export const startBareRelay = async (pushgatewayUrl: string, payload: Uint8Array): Promise<Side> => {
  const { line, stop } = await startNode(
    [join(import.meta.dirname, "bare-relay.ts"), pushgatewayUrl],
    payload,
  );
  return { target: { url: line.trim(), headers: {} }, stop };
};

const startNode = async (args: readonly string[], input?: Uint8Array) => {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(input);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface(child.stdout);
  const line = await new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) =>
      reject(new Error(`${args[0]} ended with ${code} before it said where it listens`)),
    );
  });
  lines.on("line", () => {});
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  return { line, stop };
};
