import { once } from "node:events";
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSqliteStore } from "../../../lambda/adapters/sqlite/sqlite-store.ts";
import { decodeContent } from "../../../lambda/store/groups/content.ts";
import type { RunReport } from "../../../lambda/sweep/run/run-report.ts";
import { toBasicAuth } from "../credentials.ts";
import { LocalStarts, type StartedSystem } from "../npm-start.ts";
import { findFreePort, type RunningProgram, startPushgateway } from "../real-components.ts";
import { Wire } from "./wire.ts";

/** What a Pushgateway finds in its file when it starts again. */
export type FoundFile = "its file" | "an old file" | "no file";

const CLIENT = "load";

const CONFIG = `
clients:
  - id: ${CLIENT}
    limits: { groups: 5000 }
    grants: [{ methods: [PUT, POST, DELETE], job: load, grouping: { instance: "*" }, metrics: ["*"] }]
`;

/** The local system of `npm start`, a real Pushgateway, and the connection between them. Each can be made to fail. */
export class DisturbedSystem {
  readonly wire: Wire;
  readonly #starts: LocalStarts;
  readonly #port: number;
  #product: Awaited<ReturnType<LocalStarts["startJson"]>>;
  #pushgateway: RunningProgram;

  private constructor(
    starts: LocalStarts,
    port: number,
    wire: Wire,
    pushgateway: RunningProgram,
    product: Awaited<ReturnType<LocalStarts["startJson"]>>,
  ) {
    this.#starts = starts;
    this.#port = port;
    this.wire = wire;
    this.#pushgateway = pushgateway;
    this.#product = product;
  }

  /** @param moreConfig settings in `proxy.yaml` beside its one client */
  static async start(moreConfig = ""): Promise<DisturbedSystem> {
    const starts = new LocalStarts();
    writeFileSync(join(starts.folder, "proxy.yaml"), CONFIG + moreConfig);
    const pushgateway = await startUnchecked(starts.folder, await findFreePort());
    const wire = await Wire.open(Number(new URL(pushgateway.url).port));
    const port = await findFreePort();
    const args = ["--port", String(port), "--pushgateway", wire.url];
    const product = await starts.startJson(args, undefined, toEnvironment(starts.folder));
    return new DisturbedSystem(starts, port, wire, pushgateway, product);
  }

  get system(): StartedSystem {
    return this.#product.system;
  }

  get authorization(): string {
    return toBasicAuth(CLIENT, this.system.clients.find(({ id }) => id === CLIENT)!.token);
  }

  get folder(): string {
    return this.#starts.folder;
  }

  get storeFile(): string {
    return join(this.#starts.folder, `store-${this.#port}.db`);
  }

  errors(): string {
    return this.#product.errors();
  }

  signalProduct(signal: NodeJS.Signals): void {
    this.#product.child.kill(signal);
  }

  /** Lets it finish its requests. */
  async endProduct(): Promise<void> {
    this.#product.child.kill("SIGTERM");
    await once(this.#product.child, "exit");
  }

  /** Shifts the clock of the product by this much from now on. */
  setClock(byMs: number): void {
    writeFileSync(clockFileIn(this.#starts.folder), String(byMs));
  }

  async killProduct(): Promise<void> {
    this.#product.child.kill("SIGKILL");
    await once(this.#product.child, "exit");
  }

  /** Starts it and kills it after this time, whatever it is doing. */
  async killProductDuringStart(afterMs: number): Promise<void> {
    const starting = this.#starts.start(this.#arguments());
    await sleep(afterMs);
    await this.#starts.kill();
    await starting;
  }

  async startProduct(): Promise<void> {
    this.#product = await this.#starts.startJson(
      this.#arguments(),
      undefined,
      toEnvironment(this.#starts.folder),
    );
  }

  /** Starts another one with the same store and the same Pushgateway. Returns its URL. */
  async startSecondProduct(): Promise<string> {
    const args = ["--store", this.storeFile, "--pushgateway", this.wire.url];
    return (await this.#starts.startJson(args)).system.url;
  }

  /** Kills the last started one. */
  killLast(): Promise<void> {
    return this.#starts.kill();
  }

  #arguments(): readonly string[] {
    return ["--port", String(this.#port), "--pushgateway", this.wire.url];
  }

  killPushgateway(): Promise<void> {
    return this.#pushgateway.stop("SIGKILL");
  }

  signalPushgateway(signal: NodeJS.Signals): void {
    process.kill(this.#pushgateway.pid, signal);
  }

  async startPushgateway(finds: FoundFile, port = this.wire.targetPort): Promise<void> {
    const file = dataFileIn(this.#starts.folder);
    if (finds === "no file") {
      rmSync(file, { force: true });
    }
    if (finds === "an old file" && existsSync(`${file}.old`)) {
      copyFileSync(`${file}.old`, file);
    }
    this.#pushgateway = await startUnchecked(this.#starts.folder, port);
    this.wire.targetPort = port;
  }

  /** Sets what the Pushgateway finds if it has a file. */
  changeDataFile(change: (content: Buffer) => Buffer): void {
    const file = dataFileIn(this.#starts.folder);
    if (existsSync(file)) {
      writeFileSync(file, change(readFileSync(file)));
    }
  }

  /** Copies the Pushgateway's file; the copy serves as an old file later. */
  keepOldFile(): void {
    const file = dataFileIn(this.#starts.folder);
    if (existsSync(file)) {
      copyFileSync(file, `${file}.old`);
    }
  }

  /** One run of the sweep, as an operator starts it. */
  async sweep(): Promise<RunReport> {
    const file = join(this.#starts.folder, "operator.json");
    const { url, token } = JSON.parse(readFileSync(file, "utf8")) as Record<"url" | "token", string>;
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ command: "sweep" }),
    });
    return (await answer.json()) as RunReport;
  }

  /** The value of each group on the page of the Pushgateway. */
  async readPage(): Promise<ReadonlyMap<string, number>> {
    const page = await this.readText();
    return new Map(
      [...page.matchAll(/^x\{instance="(\w+)",job="load"\} (\S+)$/gm)].map(
        ([, name, value]) => [name!, Number(value)] as const,
      ),
    );
  }

  /** The page of the Pushgateway. */
  async readText(): Promise<string> {
    return (await fetch(`${this.#pushgateway.url}/metrics`)).text();
  }

  /** The value of each group in the store. */
  async readStore(): Promise<ReadonlyMap<string, number>> {
    const store = openSqliteStore(this.storeFile);
    try {
      const values = new Map<string, number>();
      for await (const page of store.groups.scan()) {
        for (const item of page) {
          if (item.state !== "live") {
            continue;
          }
          const [metric] = decodeContent(item.content).find(({ name }) => name === "x")?.metrics ?? [];
          const name = Buffer.from(item.path.split("/").at(-1)!, "base64url").toString();
          if (metric !== undefined && "value" in metric) {
            values.set(name, metric.value);
          }
        }
      }
      return values;
    } finally {
      store.close();
    }
  }

  async close(): Promise<void> {
    // First, since it writes into the folder that is deleted next.
    await this.#pushgateway.stop("SIGKILL");
    await this.#starts.close();
    await this.wire.close();
  }
}

const clockFileIn = (folder: string): string => join(folder, "clock");

/** Makes the product's clock settable, in all of its threads. */
const toEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--require=${join(import.meta.dirname, "clock.cjs")}`,
  CLOCK_FILE: clockFileIn(folder),
});

const dataFileIn = (folder: string): string => join(folder, "pushgateway.data");

const startUnchecked = (folder: string, port: number): Promise<RunningProgram> =>
  startPushgateway({
    check: "off",
    persistenceFile: dataFileIn(folder),
    persistenceInterval: "1s",
    port,
  });
