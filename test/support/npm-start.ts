import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPILE_CACHE } from "./compile-cache.ts";
import { toBasicAuth } from "./credentials.ts";

const MAIN = join(import.meta.dirname, "../../cli/main.ts");

const CONFIG = `
clients:
  - id: desktop-app
    grants: [{ methods: [PUT, DELETE], job: desktop-app, metrics: ["*"] }]
`;

export interface StartedSystem {
  readonly url: string;
  readonly pushgateway: { readonly url: string; readonly kind: string };
  readonly clients: readonly { readonly id: string; readonly token: string }[];
  readonly console: { readonly url: string };
}

interface Started {
  readonly child: ChildProcess;
  /** Its first output. */
  readonly output: string;
  /** Its error output so far. */
  errors(): string;
}

/** Starts local systems as `npm start` does, with one client, in a separate folder. */
export class LocalStarts {
  readonly folder = mkdtempSync(join(tmpdir(), "local-start-"));
  readonly #children: ChildProcess[] = [];

  constructor() {
    writeFileSync(join(this.folder, "proxy.yaml"), CONFIG);
  }

  /** Runs one until its first output. By default its PATH is empty, so no Pushgateway is found. */
  async start(args: readonly string[], path = "", environment: NodeJS.ProcessEnv = {}): Promise<Started> {
    const child = spawn(
      process.execPath,
      [
        MAIN,
        "start",
        ...["--config", join(this.folder, "proxy.yaml"), "--secrets", join(this.folder, "secrets.json")],
        ...["--port", "0", ...args],
      ],
      {
        env: { PATH: path, ...COMPILE_CACHE, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#children.push(child);
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [output] = (await Promise.race([
      once(child.stdout, "data"),
      once(child, "close").then(() => [Buffer.from(errors)]),
    ])) as [Buffer];
    return { child, output: output.toString(), errors: () => errors };
  }

  async startJson(
    args: readonly string[],
    path?: string,
    environment?: NodeJS.ProcessEnv,
  ): Promise<Started & { readonly system: StartedSystem }> {
    const started = await this.start(["--json", ...args], path, environment);
    return { ...started, system: JSON.parse(started.output) as StartedSystem };
  }

  async stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    child.kill("SIGTERM");
    await once(child, "exit");
  }

  /** Kills the last started one. */
  async kill(): Promise<void> {
    const child = this.#children.at(-1);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      await this.stop(child);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Pushes one sample as this client to the job of its name, and returns the status. `token` replaces the token from the
 * start.
 */
export const push = async ({ url, clients }: StartedSystem, id: string, token?: string): Promise<number> => {
  const own = token ?? clients.find((client) => client.id === id)?.token ?? "";
  const response = await fetch(`${url}/metrics/job/${id}`, {
    method: "PUT",
    headers: { authorization: toBasicAuth(id, own) },
    body: "x 1\n",
  });
  await response.text();
  return response.status;
};

/** A busy machine takes long to start a program. */
const PATIENCE_MS = 60_000;

/** Waits until the condition is true. */
export const until = async (isSo: () => boolean): Promise<void> => {
  const deadlineMs = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > deadlineMs) {
      throw new Error(`the condition did not become true within ${PATIENCE_MS / 1_000} s`);
    }
    await sleep(20);
  }
};
