import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { isExecutable } from "../../infra/local/find-pushgateway.ts";

/** The first of these programs on the PATH. */
export const findProgram = (...names: readonly string[]): string | undefined =>
  names
    .flatMap((name) => (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find(isExecutable);

/** Finds the newest Pushgateway: one built from source is named `pushgateway`, Debian's `prometheus-pushgateway`. */
export const findPushgateway = (): string | undefined => findProgram("pushgateway", "prometheus-pushgateway");

export interface RunningProgram {
  readonly url: string;
  readonly pid: number;
  /** Ends it and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

export interface PushgatewayOptions {
  readonly binary?: string | undefined;
  /** `off` runs it with --push.disable-consistency-check, as the proxy does. */
  readonly check: "on" | "off";
  /** None by default, since Debian's would share one in /var/lib. */
  readonly persistenceFile?: string;
  /** How often it writes that file, as a Go duration. */
  readonly persistenceInterval?: string;
  readonly port?: number;
  /** @default shown. One that checks logs every push that it refuses. */
  readonly errors?: "shown" | "dropped";
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * An environment for a program in Go that is busy, such as a Pushgateway that gets thousands of requests. Its heap is
 * small, so that it would collect garbage for a sixth of its processor time.
 */
export const FEWER_COLLECTIONS = { GOGC: "800" };

/** A real Pushgateway on loopback. */
export const startPushgateway = async (options: PushgatewayOptions): Promise<RunningProgram> => {
  const binary = options.binary ?? findPushgateway();
  if (binary === undefined) {
    throw new Error("no pushgateway on the PATH");
  }
  const port = options.port ?? (await findFreePort());
  const args = [
    `--web.listen-address=127.0.0.1:${port}`,
    `--persistence.file=${options.persistenceFile ?? ""}`,
    ...(options.persistenceInterval === undefined
      ? []
      : [`--persistence.interval=${options.persistenceInterval}`]),
    "--log.level=warn",
    ...(options.check === "off" ? ["--push.disable-consistency-check"] : []),
  ];
  return startProgram(`http://127.0.0.1:${port}`, "/-/ready", binary, args, options);
};

/** Debian's Prometheus 2.42 supports native histograms only with a flag. */
export const findPrometheus2 = (): string | undefined => findProgram("prometheus");

/** Prometheus 3.16, which `.ci/run` builds from source. */
export const findPrometheus3 = (): string | undefined => findProgram("prometheus-3.16");

/** Prometheus' own configuration checker, of both releases. */
export const findPromtool2 = (): string | undefined => findProgram("promtool");
export const findPromtool3 = (): string | undefined => findProgram("promtool-3.16");

/** VictoriaMetrics 1.146, which `.ci/run` builds from source, and Debian's 1.79. */
export const findVictoriaMetrics = (): string | undefined => findProgram("victoria-metrics");
export const findDebianVictoriaMetrics = (): string | undefined =>
  [DEBIAN_VICTORIA_METRICS].find(isExecutable);

const DEBIAN_VICTORIA_METRICS = "/usr/bin/victoria-metrics";

export interface PrometheusOptions {
  readonly binary: string;
  /** host:port */
  readonly target: string;
  /** A scrape may take as long as the time between two. @default 1 */
  readonly scrapeEverySeconds?: number;
  /**
   * `protobuf` asks for everything that a Pushgateway exposes: native histograms, exemplars, created timestamps. Needs
   * Prometheus 3. @default text, as Prometheus itself asks for
   */
  readonly format?: "text" | "protobuf";
  /** A file of rules, evaluated after each scrape. */
  readonly rules?: string;
  readonly args?: readonly string[];
}

/** What a scrape as protobuf needs in addition to Prometheus 3's defaults. */
const PROTOBUF_SCRAPE = `
    scrape_native_histograms: true
    always_scrape_classic_histograms: true
    scrape_protocols: [PrometheusProto, OpenMetricsText1.0.0, OpenMetricsText0.0.1, PrometheusText0.0.4]`;

const PROTOBUF_ARGS = ["--enable-feature=exemplar-storage"];

/** A real Prometheus on loopback that scrapes a target with honor_labels. */
export const startPrometheus = async ({
  binary,
  target,
  scrapeEverySeconds = 1,
  format = "text",
  rules,
  args = [],
}: PrometheusOptions): Promise<RunningProgram> => {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  const config = join(folder, "prometheus.yml");
  if (rules !== undefined) {
    writeFileSync(join(folder, "rules.yaml"), rules);
  }
  const every = `${scrapeEverySeconds}s`;
  writeFileSync(
    config,
    `global: { scrape_interval: ${every}, scrape_timeout: ${every}, evaluation_interval: ${every} }
${rules === undefined ? "" : "rule_files: [rules.yaml]"}
scrape_configs:
  - job_name: pushgateway
    honor_labels: true${format === "protobuf" ? PROTOBUF_SCRAPE : ""}
    static_configs: [{ targets: ["${target}"] }]
`,
  );
  const port = await findFreePort();
  const prometheus = await startProgram(`http://127.0.0.1:${port}`, "/-/ready", binary, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=error",
    ...(format === "protobuf" ? PROTOBUF_ARGS : []),
    ...args,
  ]);
  return {
    ...prometheus,
    stop: async (signal) => {
      await prometheus.stop(signal);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const START_TIMEOUT_MS = 20_000;

/** Starts a program that serves HTTP and waits until `readyPath` answers 200. */
export const startProgram = async (
  url: string,
  readyPath: string,
  binary: string,
  args: readonly string[],
  { errors = "shown", environment = {} }: Pick<PushgatewayOptions, "errors" | "environment"> = {},
): Promise<RunningProgram> => {
  const child = spawn(binary, args, {
    stdio: ["ignore", "ignore", errors === "shown" ? "inherit" : "ignore"],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answersOk(`${url}${readyPath}`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop("SIGKILL");
      throw new Error(`${binary} did not become ready`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, pid: child.pid ?? 0, stop };
};

const answersOk = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

/** The version that a Prometheus program prints, for instance `1.11.3`. */
export const readVersion = (binary: string): string => {
  const output = execFileSync(binary, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return /version ([\d.]*)/.exec(output)?.[1] || "(built from source)";
};
