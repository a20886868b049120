import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PUSHGATEWAY_PORT } from "../../infra/local/pushgateway-port.ts";
import { type EndedProgram, runProgram } from "../examples/example-program.ts";
import { waitUntil } from "../examples/example-system.ts";
import { findFreePort } from "../support/real-components.ts";
import { ROOT } from "./markdown.ts";
import { linkCurrent } from "./programs.ts";

/**
 * What a user has after a clone and `npm ci`, with the local system running: a place to run the documentation's
 * commands.
 */
export interface Workshop {
  readonly folder: string;
  /** The command that started the local system, in the documentation's form. */
  readonly startCommand: string;
  /** Replaces the documentation's ports with those of this run. */
  readonly toLocal: (text: string) => string;
  readonly run: (script: string) => Promise<EndedProgram>;
  /**
   * Runs a command that does not end until the sign appears, then ends it. Returns false if the sign never appeared.
   */
  readonly runUntil: (script: string, sign: () => Promise<boolean>) => Promise<boolean>;
  /** Whether a line of the page starts with `prefix`. */
  readonly holds: (prefix: string) => Promise<boolean>;
  readonly deleteGroup: (path: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const CONTENT = [
  "action",
  "ci",
  "cli",
  "console",
  "dashboards",
  "docs",
  "examples",
  "infra",
  "lambda",
  "scripts",
  "README.md",
];
const SETTINGS = ["package.json", "package-lock.json", "proxy.yaml", "cdk.json", "tsconfig.json"];

export const openWorkshop = async (startCommand: string): Promise<Workshop> => {
  const folder = mkdtempSync(join(tmpdir(), "documentation-"));
  for (const name of [...CONTENT, ...SETTINGS]) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  for (const name of ["node_modules", "test"]) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  const { system, stop } = await startSystem(folder, startCommand);
  const ports: Readonly<Record<string, string>> = {
    8080: new URL(system.url).port,
    [PUSHGATEWAY_PORT]: new URL(system.pushgateway.url).port,
    9095: String(await findFreePort()),
  };
  const toLocal = (text: string): string =>
    text.replace(/(127\.0\.0\.1:)(\d+)/g, (_, host, port) => `${host}${ports[port] ?? port}`);
  const prometheusFile = join(folder, "examples/prometheus/prometheus.yml");
  writeFileSync(prometheusFile, toLocal(readFileSync(prometheusFile, "utf8")));
  const settings = {
    cwd: folder,
    env: { ...process.env, PATH: linkCurrent(folder), PORT: "0", XDG_CONFIG_HOME: join(folder, ".config") },
  };
  return {
    folder,
    startCommand,
    toLocal,
    run: (script) => runProgram("bash", ["-eu", "-o", "pipefail", "-c", toLocal(script)], settings),
    runUntil: async (script, sign) => {
      const child = spawn("bash", ["-eu", "-c", toLocal(script)], {
        ...settings,
        detached: true,
        stdio: "ignore",
      });
      const hasSign = await waitUntil(sign, (isThere) => isThere || child.exitCode !== null);
      await endGroup(child);
      return hasSign;
    },
    holds: async (prefix) => {
      const page = await (await fetch(`${system.pushgateway.url}/metrics`)).text();
      return page.includes(`\n${prefix}`);
    },
    deleteGroup: async (path) => {
      await fetch(system.pushgateway.url + path, { method: "DELETE" });
    },
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
};

interface System {
  readonly url: string;
  readonly pushgateway: { readonly url: string };
}

/** The command with flags that let it run beside other systems on this machine. */
const startSystem = async (folder: string, startCommand: string) => {
  const flags = `${startCommand.includes(" -- ") ? "" : "-- "}--port 0 --json`;
  const command = `${startCommand.replace("npm start", "npm start --silent")} ${flags}`;
  const child = spawn("bash", ["-c", command], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const firstLine = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    child.once("exit", () => reject(new Error(`${command} has ended: ${errors}`)));
  });
  return { system: JSON.parse(firstLine) as System, stop: () => endGroup(child) };
};

/** npm and shells pass on no signal, so the whole process group gets it. */
const endGroup = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  await ended;
};
