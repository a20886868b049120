import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { toBasicAuth } from "./credentials.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A process of this project that listens, as its first line of standard output says. */
export interface RunningNode {
  readonly firstLine: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Runs a file of the project with the current Node, and waits for its first line. */
export const startNode = async (args: readonly string[], input?: Uint8Array): Promise<RunningNode> => {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface(child.stdout);
  const firstLine = await new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) => reject(new Error(`${args[0]} ended with ${code}: ${errors}`)));
  });
  lines.on("line", () => {});
  return {
    firstLine,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};

export interface RunningProxy {
  readonly url: string;
  readonly pid: number;
  readonly pushgatewayUrl: string;
  /** An Authorization header for each client. */
  readonly authorization: Readonly<Record<string, string>>;
  /** The file through which the operator's commands reach it. */
  readonly operatorFile: string;
  /** From client ids to tokens. */
  readonly tokens: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * The local system of `npm start` in a separate process, on a free port, with this configuration (YAML). It runs this
 * checkout, or the one in `root`.
 */
export const startProxy = async (
  config: string,
  args: readonly string[] = [],
  root: string = ROOT,
): Promise<RunningProxy> => {
  const folder = mkdtempSync(join(tmpdir(), "proxy-"));
  const configFile = join(folder, "proxy.yaml");
  writeFileSync(configFile, config);
  const { firstLine, pid, stop } = await startNode([
    ...toProgram(root),
    "--json",
    ...["--port", "0"],
    ...["--config", configFile],
    ...["--secrets", join(folder, "secrets.json")],
    ...args,
  ]);
  const started = JSON.parse(firstLine) as Started;
  return {
    url: started.url,
    pid,
    pushgatewayUrl: started.pushgateway.url,
    operatorFile: join(folder, "operator.json"),
    tokens: Object.fromEntries(started.clients.map(({ id, token }) => [id, token])),
    authorization: Object.fromEntries(started.clients.map(({ id, token }) => [id, toBasicAuth(id, token)])),
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

interface Started {
  readonly url: string;
  readonly pushgateway: { readonly url: string; readonly kind: "embedded" | "found" | "given" };
  readonly clients: readonly { readonly id: string; readonly token: string }[];
}

/** Benchmarks also start checkouts from before the single program existed. */
const toProgram = (root: string): readonly string[] => {
  const main = join(root, "cli/main.ts");
  return existsSync(main) ? [main, "start"] : [join(root, "infra/local/start.ts")];
};
