import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { type ConsolePage, describeConsole, readClipboard } from "../support/console/browser.ts";
import type { ConsoleServer } from "../support/console/console-server.ts";
import { anOverview, aPart, GROUPS, toTable } from "../support/console/fixtures.ts";

describeConsole("the views of the console", (bench) => {
  let server: ConsoleServer;
  let opened: ConsolePage;
  let page: Page;

  beforeEach(async () => {
    server = await bench.start({ overview: anOverview({ mayChange: true }), table: toTable(GROUPS) });
    opened = await bench.open(server);
    ({ page } = opened);
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
  });
  afterEach(async () => {
    expect(opened.problems).toEqual([]);
    await opened.close();
    await server.stop();
  });

  const openGroup = async (name: string) => {
    await page.getByRole("button", { name }).click();
    await page.getByRole("rowheader", { name: 'ci_tests{result="passed"}' }).waitFor();
  };

  it("counts the groups of the table, without the proxy's own", async () => {
    await page.getByText("6 groups", { exact: true }).waitFor();
    expect(await page.locator(".tile").nth(2).innerText()).toMatch(/^groups\s+6\s/);
    expect(await page.locator(".tile").nth(3).innerText()).toMatch(/^series\s+35\s/);
  });

  it("opens a group with its metrics, types, values and help", async () => {
    await openGroup("job=ci-build branch=main");
    const metrics = page.getByRole("table", { name: "Metrics of the group" });
    expect(await metrics.getByRole("row").nth(1).innerText()).toMatch(
      /ci_build_duration_seconds\s+gauge\s+42.5\s+How long the build took/,
    );
    await metrics.getByText("count 11, sum 31.4").click();
    expect(await metrics.locator(".buckets").innerText()).toMatch(/le=5\s+9/);
    expect(await page.locator(".toast").evaluate((toast) => toast.clientHeight)).toBe(0);
    await opened.screenshot("group-open");
  });

  it("copies a group as PromQL, curl and PowerShell", async () => {
    server.scenario.answers.token = { client: "ci", token: "s3cret" };
    await openGroup("job=ci-build branch=main");
    await page.getByRole("button", { name: "Copy PromQL: the selector of this group" }).click();
    await page.getByText("Copied: the selector of this group").waitFor();
    expect(await readClipboard(page)).toBe('{job="ci-build", branch="main"}');
    await page.getByRole("button", { name: "PromQL: the selector of ci_tests" }).click();
    await page.getByText("Copied: the selector of ci_tests").waitFor();
    expect(await readClipboard(page)).toBe('ci_tests{job="ci-build", branch="main"}');
    await page.getByRole("button", { name: "Copy curl" }).click();
    await page.getByText("Copied: a push to this group with curl").waitFor();
    expect(await readClipboard(page)).toContain(
      "-u \"ci:s3cret\" -X POST --data-binary @- \\\n  'http://127.0.0.1:8080/metrics/job/ci-build/branch/main'",
    );
    await page.getByRole("button", { name: "Copy PowerShell" }).click();
    await page.getByText("Copied: a push to this group with PowerShell").waitFor();
    expect(await readClipboard(page)).toContain("curl.exe");
  });

  it("deletes a group only after its job was typed", async () => {
    server.scenario.answers.deleteGroup = { path: GROUPS[0]!.path, atPushgateway: "later" };
    await openGroup("job=ci-build branch=main");
    await page.getByRole("button", { name: "Delete …" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this group?" });
    const button = dialog.getByRole("button", { name: "Delete the group" });
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("ci-buil");
    expect(await button.isDisabled()).toBe(true);
    await opened.screenshot("delete");
    await dialog.getByRole("textbox").fill("ci-build");
    await button.click();
    await page.getByText("The group was deleted; the Pushgateway follows with the next sweep").waitFor();
    expect(server.asked.at(-1)).toEqual({ what: "deleteGroup", question: GROUPS[0]!.path });
  });

  it("offers no changes when they are not allowed", async () => {
    server.scenario.overview = anOverview({ mayChange: false });
    await openGroup("job=ci-build branch=main");
    await page.getByRole("button", { name: /Delete/ }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Contracts" }).click();
    await page.getByRole("heading", { name: "Contracts" }).waitFor();
    await page.getByRole("rowheader", { name: "ci_tests" }).waitFor();
    expect(await page.getByRole("button", { name: /Release/ }).count()).toBe(0);
  });

  it("filters, sorts and narrows the groups", async () => {
    const rows = page.locator(".group-row");
    await page.getByRole("searchbox", { name: "Filter groups" }).fill("JOB=desktop lap");
    await page.getByText("1 of 6 groups").waitFor();
    await page.getByRole("searchbox", { name: "Filter groups" }).fill("");
    await page.getByLabel("Which groups").selectOption("not relayed yet");
    await page.getByText("1 of 6 groups").waitFor();
    await page.getByLabel("Which groups").selectOption("all groups");
    await page.getByRole("button", { name: "Series" }).click();
    expect(await rows.first().innerText()).toContain("legacy-cron");
    await page.getByRole("button", { name: "Series" }).click();
    expect(await rows.first().innerText()).toContain("branch=main");
    expect(await page.getByRole("columnheader", { name: "Series" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await page.getByRole("searchbox", { name: "Filter groups" }).fill("nowhere");
    await page.getByText("No group matches.").waitFor();
  });

  it("lists refusals with place, fix and the meaning of their code, and links to Explain", async () => {
    await page.getByRole("link", { name: /Refusals/ }).click();
    const first = page.locator(".refusal").first();
    expect(await first.innerText()).toMatch(
      /×4[\s\S]*desktop-app[\s\S]*422 payload-invalid[\s\S]*line 3, column 1[\s\S]*Fix: Count everything/,
    );
    await first.getByText("bucket-not-cumulative").click();
    await first.getByText("Why: a bucket counts everything at or below its bound").waitFor();
    await opened.screenshot("refusals");
    await page.getByLabel("Client").selectOption("unknown");
    await page.getByText("11 refusals, 1 cause").waitFor();
    await page.getByLabel("Client").selectOption("all clients");
    await page.getByRole("link", { name: "What may ci push?" }).click();
    expect(await page.getByLabel("URL").inputValue()).toBe("/metrics/job/nightly/branch/main");
  });

  it("shows the age of refusals that are read, and why there are none when they cannot be read", async () => {
    await page.getByRole("link", { name: /Refusals/ }).click();
    server.scenario.overview = anOverview({ refusals: [] });
    await page.getByText("No push was refused in the last 30 minutes.").waitFor();
    const text = "your credentials lack the permission logs:StartQuery";
    const parts = [aPart("requests", { state: "unknown", text, seenAt: undefined })];
    server.scenario.overview = anOverview({ refusals: [], traffic: undefined, place: "aws", parts });
    await page.getByText(`${text} never seen`).waitFor();
    expect(await page.getByText("No push was refused").count()).toBe(0);
    server.scenario.overview = anOverview();
  });

  it("shows in words how full limits are", async () => {
    await page.getByRole("link", { name: "Limits" }).click();
    await page.getByRole("heading", { name: "Limits" }).waitFor();
    await page.getByText(/What is used was read \d+ (s|min) ago\./).waitFor();
    const rows = page.getByRole("table").getByRole("row");
    expect(await rows.nth(2).innerText()).toMatch(/^ci[\s\S]*3 of 4[\s\S]*30 of 30 full/);
    await opened.screenshot("limits");
  });

  it("shows contracts and the result of a release", async () => {
    server.scenario.answers.releaseName = {
      name: "ci_tests",
      state: "waiting",
      usedBy: [],
      users: 0,
      runs: 2,
      neededRuns: 3,
      waitMs: 59_000,
    };
    await page.getByRole("link", { name: "Contracts" }).click();
    const row = page.getByRole("row", { name: /ci_tests/ });
    expect(await row.innerText()).toMatch(/gauge\s+ci\s+job ci-build, 2 h ago\s+unused in 2 sweeps/);
    await opened.screenshot("contracts");
    await row.getByRole("button", { name: "Release ci_tests" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("ci_tests");
    await page.getByRole("button", { name: "Release the name" }).click();
    await page.getByText("ci_tests was found unused 2 of 3 times; release it again in 59 s").waitFor();
  });

  it("explains a whole URL, with the line of proxy.yaml", async () => {
    server.scenario.answers.explain = {
      isAllowed: false,
      text: 'Job "nightly" is not granted: ci may push to "ci-*".',
      place: "proxy.yaml:33",
      conditions: [],
    };
    await page.getByRole("link", { name: "Explain" }).click();
    await page.getByLabel("Client").selectOption("github (issuer)");
    await page.getByLabel("URL").fill("https://example.com/prod/metrics/job/nightly");
    await page.getByLabel(/Claims/).fill("repository = example/app\nref: refs/heads/main");
    await page.getByRole("button", { name: "Explain" }).click();
    await page.getByText("✕ Refused").waitFor();
    await page.getByText("proxy.yaml:33").waitFor();
    await opened.screenshot("explain");
    expect(server.asked.at(-1)?.question).toEqual({
      caller: "github",
      method: "PUT",
      url: "https://example.com/prod/metrics/job/nightly",
      claims: { repository: "example/app", ref: "refs/heads/main" },
    });
  });
});
