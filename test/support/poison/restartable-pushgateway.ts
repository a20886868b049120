import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeepAliveClient, type HttpAnswer } from "../keep-alive-client.ts";
import { listenOnLoopback } from "../loopback.ts";
import {
  FEWER_COLLECTIONS,
  findFreePort,
  type RunningProgram,
  startPushgateway,
} from "../real-components.ts";

/** A real unchecked Pushgateway with a file for its state. It keeps its address over restarts. */
export interface RestartablePushgateway {
  readonly url: string;
  /**
   * The address for Prometheus. While the Pushgateway is down, scrapes wait here, so that `up` depends only on whether
   * the page can be read.
   */
  readonly scrapeHost: string;
  /** Shuts down gracefully, and restarts with its content. */
  restart(): Promise<void>;
  /** Restarts without its content. */
  lose(): Promise<void>;
  /** Saves its state and continues. The result restores that state later, as after a crash with an old file. */
  persist(): Promise<Restore>;
  close(): Promise<void>;
}

export type Restore = () => Promise<void>;

export const startRestartablePushgateway = async (): Promise<RestartablePushgateway> => {
  const folder = mkdtempSync(join(tmpdir(), "poison-"));
  const file = join(folder, "current");
  const settings = {
    check: "off",
    persistenceFile: file,
    port: await findFreePort(),
    environment: FEWER_COLLECTIONS,
  } as const;
  const scrapes = new ScrapeGate();
  let process: RunningProgram = await startPushgateway(settings);
  const restart = (signal: NodeJS.Signals, changeFile: () => void): Promise<void> =>
    scrapes.holdDuring(async () => {
      await process.stop(signal);
      changeFile();
      process = await startPushgateway(settings);
    });
  const server = createServer(({ headers }, response) => {
    void scrapes.pass(process.url, headers.accept ?? "*/*").then(({ status, contentType, bytes }) => {
      response.writeHead(status, { "Content-Type": contentType }).end(bytes);
    });
  });
  const { port } = await listenOnLoopback(server);
  return {
    url: process.url,
    scrapeHost: `127.0.0.1:${port}`,
    restart: () => restart("SIGTERM", () => {}),
    lose: () => restart("SIGKILL", () => rmSync(file, { force: true })),
    persist: async () => {
      const copy = join(folder, "copy");
      await restart("SIGTERM", () => copyFileSync(file, copy));
      return () => restart("SIGKILL", () => copyFileSync(copy, file));
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Keeps scrapes and restarts apart. */
class ScrapeGate {
  readonly #request = createKeepAliveClient();
  #restarting: Promise<void> = Promise.resolve();
  #scraping: Promise<unknown> = Promise.resolve();

  async pass(url: string, accept: string): Promise<HttpAnswer> {
    for (let awaited: Promise<void> | undefined; awaited !== this.#restarting; ) {
      awaited = this.#restarting;
      await awaited;
    }
    const ask = () => this.#request(new URL("/metrics", url), { method: "GET", headers: { accept } });
    // The first one may use a connection that a restart has ended.
    const scrape = ask()
      .catch(ask)
      .catch((error) => ({
        status: 502,
        contentType: "text/plain",
        body: String(error),
        bytes: Buffer.from(String(error)),
      }));
    this.#scraping = scrape;
    return scrape;
  }

  holdDuring(restart: () => Promise<void>): Promise<void> {
    this.#restarting = this.#scraping.then(restart);
    return this.#restarting;
  }
}
