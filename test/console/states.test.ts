import { afterEach, expect, it } from "@jest/globals";
import {
  type ConsolePage,
  describeConsole,
  type OpenOptions,
  readClipboard,
} from "../support/console/browser.ts";
import type { ConsoleServer, Scenario } from "../support/console/console-server.ts";
import {
  aGroup,
  anEmptyOverview,
  anOverview,
  aPart,
  CALLERS,
  GROUPS,
  toTable,
} from "../support/console/fixtures.ts";

describeConsole("the page of the console", (bench) => {
  let server: ConsoleServer;
  let opened: ConsolePage;

  afterEach(async () => {
    await opened.close();
    await server.stop();
  });

  const open = async (scenario: Partial<Scenario> = {}, options: OpenOptions = {}) => {
    server = await bench.start({ overview: anOverview(), table: toTable(GROUPS), ...scenario });
    opened = await bench.open(server, options);
    return opened.page;
  };

  it("shows what was pushed, and follows changes", async () => {
    const page = await open();
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    expect(await page.locator(".tile").allInnerTexts()).toEqual([
      "pushes, 30 min\n1,204",
      "refused, 30 min\n28",
      "groups\n6\nno limit",
      "series\n35\nof 1,000,000, 4.3 KiB",
      "median push\n1.9 ms\nfrom request to answer",
      "page\nvalid\nas Prometheus sees it",
    ]);
    expect(await page.getByRole("row", { name: /feature/ }).innerText()).toMatch(/late, usually every 30 s/);
    expect(await page.getByRole("row", { name: /workstation/ }).innerText()).toMatch(/expires in 2[34] h/);
    await opened.screenshot("overview-light");

    server.scenario.table = toTable([...GROUPS, aGroup("ci-new")]);
    server.scenario.overview = anOverview({ groupsVersion: 2, traffic: undefined });
    await page.getByRole("row", { name: /ci-new/ }).waitFor();
    expect(await page.locator(".tile").first().innerText()).toBe("pushes, 30 min\n–\nwhy?");
    expect(opened.problems).toEqual([]);
  });

  it("explains how to get the token of an empty deployment, and when a push will appear", async () => {
    const page = await open({ overview: anEmptyOverview({ place: "aws" }), table: toTable([]) });
    await page.getByText("It appears here within a minute.").waitFor();
    await page.getByText("pushgateway-proxy token desktop-app --aws prints the token.").waitFor();
  });

  it("shows a skeleton until the first figures arrive", async () => {
    let answer = () => {};
    const page = await open(
      {},
      {
        prepare: (page) =>
          page.route("**/api/overview", async (route) => {
            await new Promise<void>((resolve) => {
              answer = resolve;
            });
            await route.continue();
          }),
      },
    );
    await page.getByRole("status", { name: "Loading" }).waitFor();
    expect(await page.getByRole("banner").innerText()).toContain("connecting");
    await opened.screenshot("loading");
    answer();
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    expect(await page.getByRole("status", { name: "Loading" }).count()).toBe(0);
  });

  it("shows how to make a first push, and the token only on request", async () => {
    const page = await open({
      overview: anEmptyOverview(),
      table: toTable([]),
      answers: { token: { client: "desktop-app", token: "s3cret" } },
    });
    await page.getByText("Nothing has been pushed yet").waitFor();
    const panel = page.getByRole("tabpanel");
    expect(await panel.innerText()).toContain("http://127.0.0.1:8080/metrics/job/desktop-app");
    expect(await page.content()).not.toContain("s3cret");
    expect(server.asked).toEqual([]);
    await opened.screenshot("empty");

    for (const language of ["curl", "PowerShell", "Python", "Node", "Go"]) {
      await page.getByRole("tab", { name: language }).click();
      expect(await panel.innerText()).toMatch(/127\.0\.0\.1:8080/);
      expect(await panel.innerText()).toMatch(/desktop_demo/);
      await panel.getByRole("button", { name: /^Copy/ }).click();
      await page.getByText(`Copied: the push with ${language}`).waitFor();
      expect(await readClipboard(page)).toContain("s3cret");
    }
    expect(await page.content()).not.toContain("s3cret");
    await page.getByRole("button", { name: "Show the token" }).click();
    await page.getByText("s3cret").waitFor();
    await page.getByLabel("Client").selectOption("ci");
    expect(await page.content()).not.toContain("s3cret");
    await panel.getByText("ci-demo").waitFor();
    expect(opened.problems).toEqual([]);
  });

  it("explains what to do if no client may push", async () => {
    const callers = CALLERS.map((caller) => ({ ...caller, mayPush: false, example: undefined }));
    const page = await open({ overview: anEmptyOverview({ callers }), table: toTable([]) });
    await page.getByText("No client may push yet").waitFor();
    expect(await page.getByRole("main").innerText()).toContain("proxy.yaml");
    await opened.screenshot("no-client-may-push");
  });

  it("shows that the Pushgateway is down, and how old the figure is", async () => {
    const down = aPart("Pushgateway", {
      state: "bad",
      text: "http://127.0.0.1:9091 refuses connections. Pushes are stored and relayed once it answers.",
      seenAt: new Date(Date.now() - 65_000).toISOString(),
    });
    const page = await open({ overview: anOverview({ parts: [down, aPart("store")] }) });
    const alert = page.getByRole("alert");
    expect(await alert.innerText()).toMatch(/^Pushgateway: .* refuses connections.* 1 min ago/);
    expect(await page.getByRole("banner").innerText()).toContain("Pushgateway: problem");
    await opened.screenshot("pushgateway-down");
  });

  it("shows that a new store takes no pushes yet", async () => {
    const opening = aPart("store", {
      state: "waiting",
      text: "it is being opened, and new groups and series get 503: 1 of 3 runs are done",
    });
    const page = await open({ overview: anEmptyOverview({ parts: [opening] }), table: toTable([]) });
    expect(await page.getByRole("alert").innerText()).toMatch(
      /^store: it is being opened, and new groups and series get 503/,
    );
    expect(await page.getByRole("banner").innerText()).toContain("store: waiting");
    expect(await page.locator(".tile").allInnerTexts()).toContain("groups\n0\nno limit");
    await opened.screenshot("store-opening");
  });

  it("says why the groups cannot be read, and keeps those that it has", async () => {
    const page = await open({ table: "the store cannot be read; see the log" });
    await page.getByText("the store cannot be read; see the log").waitFor();
    expect(await page.getByRole("status", { name: "Loading" }).count()).toBe(0);
    await opened.screenshot("groups-unread");

    server.scenario.table = toTable(GROUPS);
    server.scenario.overview = anOverview({ groupsVersion: 2 });
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    expect(await page.getByText("the store cannot be read").count()).toBe(0);
    server.scenario.table = "the store cannot be read; see the log";
    server.scenario.overview = anOverview({ groupsVersion: 3 });
    await page.getByText("the store cannot be read").waitFor();
    expect(await page.getByRole("row", { name: /ci-nightly/ }).count()).toBe(1);
  });

  it("lists the groups that make the page invalid, and opens one", async () => {
    const invalid = aPart("page", {
      state: "bad",
      text: "Two groups have the same series.",
      groups: [GROUPS[1]!.path, GROUPS[3]!.path],
    });
    const page = await open({ overview: anOverview({ parts: [invalid] }) });
    await opened.screenshot("invalid-page");
    expect(await page.locator(".tile").last().innerText()).toContain("invalid");
    await page
      .getByRole("alert")
      .getByRole("link", { name: /feature/ })
      .click();
    await page.getByText("1 of 6 groups").waitFor();
    expect(await page.locator(".group-row").allInnerTexts()).toEqual([
      expect.stringContaining("upload-retries"),
    ]);
  });

  it("shows that the connection is lost with its data in grey, and reconnects", async () => {
    const page = await open();
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    await page.context().setOffline(true);
    // Ends the response with the events, which going offline alone does not do.
    await page.evaluate(() => stop());
    await page.getByText("The console's server does not answer.").waitFor();
    expect(await page.getByRole("banner").innerText()).toContain("connection lost");
    expect(await page.locator("main").evaluate((main) => getComputedStyle(main).filter)).toBe("grayscale(1)");
    expect(await page.getByRole("row", { name: /ci-nightly/ }).count()).toBe(1);
    await opened.screenshot("connection-lost");
    server.scenario.overview = anOverview({ version: "9.9.9" });
    await page.context().setOffline(false);
    await page.getByText("9.9.9").waitFor({ timeout: 20_000 });
    expect(await page.getByText("does not answer").count()).toBe(0);
  });

  it("retries at once on request, and distinguishes a server that has ended from one with a new token", async () => {
    const page = await open();
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    await server.stop();
    await page.getByText("The console's server does not answer.").waitFor();
    const refused = page.waitForEvent("requestfailed");
    await page.getByRole("button", { name: "Try now" }).click();
    await refused;
    await page.route("**/api/overview", (route) =>
      route.fulfill({ status: 401, json: { error: "an old token" } }),
    );
    await page.getByRole("button", { name: "Try now" }).click();
    await page.getByText("The console does not know you").waitFor();
  });

  it("removes the token from the address, keeps it for the tab, and asks for it if there is none", async () => {
    const page = await open();
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    expect(page.url()).not.toContain("#k=");
    expect(await page.evaluate(() => [document.cookie, localStorage.length, document.referrer])).toEqual([
      "",
      0,
      "",
    ]);
    await page.reload();
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();

    const other = await bench.open({ url: server.url.replace(/#.*/, "") });
    await other.page.getByText("The console does not know you").waitFor();
    await other.close();
    const wrong = await bench.open({ url: server.url.replace(/#.*/, "#k=guessed") });
    await wrong.page.getByText("The console does not know you").waitFor();
    await wrong.screenshot("no-token");
    await wrong.close();
  });
});
