import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeConsole, readClipboard } from "../support/console/browser.ts";
import { LocalStarts, type StartedSystem } from "../support/npm-start.ts";

describeConsole("the console of npm start", (bench) => {
  let starts: LocalStarts;
  let system: StartedSystem;

  beforeAll(async () => {
    starts = new LocalStarts();
    ({ system } = await starts.startJson([]));
  }, 60_000);
  afterAll(() => starts.close());

  it("leads to a first push, shows it and a refusal, and explains the refusal", async () => {
    const { page, problems, screenshot, close } = await bench.open({ url: system.console.url });
    await page.getByText("Nothing has been pushed yet").waitFor();
    await page.getByRole("button", { name: "Copy: the push with curl, with the token" }).click();
    await page.getByText("Copied: the push with curl").waitFor();
    const command = await readClipboard(page);
    expect(command).toContain(system.clients[0]?.token ?? "no token");
    await promisify(execFile)("sh", ["-c", command]);

    await page.getByRole("button", { name: /^job=desktop-app/ }).click();
    await page.getByRole("table", { name: "Metrics of the group" }).getByText("42").waitFor();
    await promisify(execFile)("sh", [
      "-c",
      command.replace(" 42'", " 42,5'").replace("job/desktop-app", "job/other"),
    ]);
    await promisify(execFile)("sh", ["-c", command.replace(" 42'", " 42,5'")]);
    await page.getByRole("link", { name: "Refusals 2", exact: true }).click();
    await page.getByText("2 refusals, 2 causes").waitFor();
    await page.getByText("value-invalid").click();
    await page.getByText("The value of a sample is not a number.").waitFor();
    await screenshot("npm-start-refusals");

    await page.getByRole("link", { name: /What may desktop-app push/ }).click();
    await page.getByRole("button", { name: "Explain" }).click();
    await page.getByText("✕ Refused").waitFor();
    await page.getByRole("link", { name: "Limits" }).click();
    await page.getByRole("row", { name: /desktop-app.*1 of/ }).waitFor();
    await page.getByRole("link", { name: "Contracts" }).click();
    await page
      .getByRole("rowheader", { name: "desktop_demo_metric" })
      .or(page.locator("tbody code"))
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await screenshot("npm-start");
    expect(problems).toEqual([]);
    await close();
  });

  it("shows within seconds that the receiver of remote write does not answer", async () => {
    const started = await starts.startJson(["--remote-write", "http://127.0.0.1:1/api/v1/write"]);
    const { page, close } = await bench.open({ url: started.system.console.url });
    await page
      .getByRole("alert")
      .filter({ hasText: /^remote write: samples are sent again .* \(start it, or check the port/ })
      .waitFor();
    await close();
    await starts.stop(started.child);
  }, 60_000);

  it("shows nothing under another host name of this machine", async () => {
    const url = system.console.url.replace("127.0.0.1", "rebound.localhost");
    const { page, problems, close } = await bench.open({ url });
    await page.getByText(`the console answers only at ${new URL(system.console.url).origin}`).waitFor();
    // The browser asks for an icon, too.
    expect(new Set(problems)).toEqual(new Set([expect.stringContaining("421")]));
    await close();
  });
});
