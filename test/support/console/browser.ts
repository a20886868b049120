import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describeWithReal } from "../describe-with-real.ts";
import { findProgram } from "../real-components.ts";
import { type ConsoleServer, startConsoleServer } from "./console-server.ts";

const CHROMIUM = findProgram("chromium", "chromium-browser", "google-chrome");

/** The folder for screenshots of a run. */
const SCREENSHOTS = join(import.meta.dirname, "../../../.local/console-screenshots");

/** A suite that drives Chromium. At its end it closes the pages and servers that a failed test has left open. */
export const describeConsole = (name: string, suite: (bench: ConsoleBench) => void): void =>
  describeWithReal(name, { chromium: CHROMIUM }, () => {
    let browser: Browser;
    const servers: ConsoleServer[] = [];
    beforeAll(async () => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      browser = await chromium.launch({ executablePath: CHROMIUM! });
    });
    afterAll(async () => {
      await browser.close();
      await Promise.all(servers.map((server) => server.stop()));
    });
    suite({
      start: async (scenario) => {
        const server = await startConsoleServer(scenario);
        servers.push(server);
        return server;
      },
      open: (server, options) => openConsole(browser, server, options),
    });
  });

export interface ConsoleBench {
  start(scenario: Parameters<typeof startConsoleServer>[0]): Promise<ConsoleServer>;
  open(server: Pick<ConsoleServer, "url">, options?: OpenOptions): Promise<ConsolePage>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Runs before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** A page of the console, and every error that it reported. */
export interface ConsolePage {
  readonly page: Page;
  /** Exceptions, violations of the content security policy, failed requests, and requests to other hosts. */
  readonly problems: readonly string[];
  /** Of the whole page, or of its visible part. */
  screenshot(name: string, extent?: "whole" | "seen"): Promise<void>;
  close(): Promise<void>;
}

const openConsole = async (
  browser: Browser,
  { url }: Pick<ConsoleServer, "url">,
  { prepare, ...options }: OpenOptions = {},
): Promise<ConsolePage> => {
  const context = await browser.newContext({
    viewport: { width: 1_180, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => {
    if (message.type() === "error") {
      problems.push(message.text());
    }
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin && !request.url().startsWith("data:")) {
      problems.push(`a request to ${request.url()}`);
    }
  });
  await prepare?.(page);
  await page.goto(url);
  return {
    page,
    problems,
    screenshot: async (name, extent = "whole") => {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: extent === "whole" });
    },
    close: () => context.close(),
  };
};

export const readClipboard = (page: Page): Promise<string> =>
  page.evaluate(() => navigator.clipboard.readText());
