import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { createLogReader } from "../../cli/operator/log-reader.ts";
import { createAwsSource } from "../../console/server/aws/aws-source.ts";
import { readPageFiles } from "../../console/server/page-files.ts";
import { type ConsoleServer, serveConsole } from "../../console/server/serve-console.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { ok } from "../../lambda/model/result.ts";
import { NOTHING_SWEPT } from "../../lambda/sweep/run/run-report.ts";
import { LoggedDeployment } from "../support/aws-logs/logged-deployment.ts";
import type { LogsServer } from "../support/aws-logs/logs-server.ts";
import { findViolations } from "../support/console/axe.ts";
import { type ConsolePage, describeConsole } from "../support/console/browser.ts";
import { createProxyConfig, createRemoteWriteConfig } from "../support/proxy-config.ts";

const MINUTE_MS = 60_000;

describeConsole("the console of a deployment", (bench) => {
  let nowMs: number;
  let deployment: LoggedDeployment;
  let logs: LogsServer;
  let server: ConsoleServer;
  let opened: ConsolePage;

  beforeEach(async () => {
    nowMs = Date.now();
    deployment = new LoggedDeployment(() => nowMs);
    logs = await deployment.serveLogs();
    const http = { now: () => performance.now(), sleep: async () => {} };
    const source = createAwsSource({
      ask: async (command) => ok(answer(command.command)),
      readLog: createLogReader(LoggedDeployment.stack, { connectLogs: async () => logs.client, http }),
      config: createProxyConfig({ remoteWrite: [createRemoteWriteConfig()] }),
      configFile: "proxy.yaml",
      pushUrl: "https://push.example.com",
      mayChange: false,
    });
    const events = { everyMs: 50, silenceMs: 15_000 };
    server = await serveConsole(source, { port: 0, files: readPageFiles(), events });
  });

  afterEach(async () => {
    await opened.close();
    await server.close();
    await logs.stop();
  });

  const open = async (path = ""): Promise<Page> => {
    opened = await bench.open({ url: server.url + path });
    return opened.page;
  };

  it("shows pushes, and refusals with place and reason, from the logs", async () => {
    for (let minute = 6; minute >= 1; minute--) {
      nowMs = Date.now() - minute * MINUTE_MS;
      await deployment.push({ path: "/metrics/job/desktop-app/instance/laptop", body: "a 1\n" });
    }
    for (let time = 0; time < 3; time++) {
      await deployment.push({ path: "/metrics/job/desktop-app/instance/laptop", body: "a 1\nb 42,5\n" });
    }
    deployment.refuse(401, "UNAUTHORIZED");
    deployment.refuse(502, "-");
    const page = await open();
    const tiles = page.locator(".tile");
    await tiles.nth(1).getByText("5", { exact: true }).waitFor();
    expect((await tiles.allInnerTexts()).slice(0, 2)).toEqual(["pushes, 30 min\n6", "refused, 30 min\n5"]);
    expect(await tiles.nth(4).innerText()).toMatch(/^median push\n[\d.]+ ms\nin the push function$/);
    const row = page.getByRole("row", { name: /laptop/ });
    await row.getByText("usually every 1 min").waitFor();
    await row.getByRole("img", { name: /6 pushes/ }).waitFor();
    const parts = page.locator("details.parts");
    expect((await parts.locator("summary").innerText()).replaceAll("\u00a0", " ")).toMatch(
      /remote write.*2 min ago.*requests.*\d+ s ago/s,
    );
    await parts.locator("summary").click();
    await parts.getByText(/the last reading scanned \d+ KiB/).waitFor();
    await opened.screenshot("aws-overview");

    await page.getByRole("link", { name: /Refusals/ }).click();
    await page.getByText("5 refusals, 3 causes").waitFor();
    const refusal = page.locator(".refusal", { hasText: "desktop-app" });
    expect(await refusal.innerText()).toMatch(
      /×3[\s\S]*400 payload-unreadable[\s\S]*line 2, column \d+[\s\S]*Fix: [\s\S]*PUT \/prod\/metrics\/job\/desktop-app\/instance\/laptop/,
    );
    await refusal.getByText("value-invalid").click();
    await refusal.getByText("The value of a sample is not a number.").first().waitFor();
    await page.locator(".refusal", { hasText: "401 credential-invalid" }).waitFor();
    const unexplained = page.locator(".refusal", { hasText: "502" });
    await unexplained.getByText("the log does not say why").waitFor();
    expect(await unexplained.locator("details").count()).toBe(0);
    await page.getByText(/^read from the logs every 60 s/).waitFor();
    await opened.screenshot("aws-refusals");
    expect([await findViolations(page), opened.problems]).toEqual([[], []]);
  });

  it("names the missing permission, and shows the rest", async () => {
    logs.denied.add("StartQuery");
    const page = await open();
    await page.getByRole("row", { name: /laptop/ }).waitFor();
    await page.getByRole("link", { name: "why?" }).click();
    await page
      .getByText(/your credentials lack the permission logs:StartQuery for arn:aws:logs:.*PushFunctionLog/)
      .waitFor();
    await opened.screenshot("aws-denied");
    await page.getByRole("link", { name: "Limits" }).click();
    await page.getByRole("row", { name: /desktop-app/ }).waitFor();
    expect(opened.problems).toEqual([]);
  });
});

/** The answer of the deployment's sweep function. */
const answer = (command: string): unknown => {
  const holding = { groups: 1, series: 1, bytes: 100, names: 1 };
  switch (command) {
    case "sweep":
      return { ...NOTHING_SWEPT, mode: "dry-run", outcome: "whole", groups: 1, health: { kind: "valid" } };
    case "contracts-list":
      return {
        names: [],
        totalNames: 0,
        owners: [{ owner: "desktop-app", ...holding }],
        total: holding,
        labels: [],
        isOpen: true,
        remoteWrite: [
          { destination: "amp", shard: 0, completeAt: new Date(Date.now() - 2 * MINUTE_MS).toISOString() },
        ],
      };
    default: {
      const { path } = GroupingKey.of("desktop-app", [{ name: "instance", value: "laptop" }]);
      return {
        groups: [
          {
            path,
            job: "desktop-app",
            labels: { instance: "laptop" },
            pushedAt: new Date(Date.now() - MINUTE_MS).toISOString(),
            series: 1,
            bytes: 100,
            owner: "desktop-app",
            relayed: "relayed",
          },
        ],
        total: 1,
        unreadable: [],
      };
    }
  }
};
