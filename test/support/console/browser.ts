import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findProgram } from "../real-components.ts";
import type { ConsoleServer } from "./console-server.ts";

export const CHROMIUM = findProgram("chromium", "chromium-browser", "google-chrome");

/** Where the screenshots of a run are left, to be looked at. */
export const SCREENSHOTS = join(import.meta.dirname, "../../../.local/console-screenshots");

export const startBrowser = (): Promise<Browser> => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM! });
};

/** A page of the console, and everything that it complained about. */
export interface ConsolePage {
  readonly page: Page;
  /** Exceptions, violations of the content security policy, failed requests, and requests to other hosts. */
  readonly problems: readonly string[];
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export const openConsole = async (
  browser: Browser,
  { url }: Pick<ConsoleServer, "url">,
  options: BrowserContextOptions = {},
): Promise<ConsolePage> => {
  const context = await browser.newContext({
    viewport: { width: 1_180, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
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
  await page.goto(url);
  return {
    page,
    problems,
    screenshot: async (name) => {
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    close: () => context.close(),
  };
};

export const readClipboard = (page: Page): Promise<string> =>
  page.evaluate(() => navigator.clipboard.readText());
