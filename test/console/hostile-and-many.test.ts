import { expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import type { Group } from "../../console/api.ts";
import { describeConsole, readClipboard } from "../support/console/browser.ts";
import { aGroup, anOverview, aPart, CALLERS, REFUSALS, toTable } from "../support/console/fixtures.ts";

const BIDI = "\u202egnp.exe\u202c";
const SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">";
const CONTROLS = "a\u0000b\u001b[31mc\u200bd\ufeffe";
const LONG = "x".repeat(10_000);
const HOSTILE = [BIDI, SCRIPT, CONTROLS, LONG];

const manyGroups = (count: number): readonly Group[] =>
  Array.from({ length: count }, (_, index) =>
    aGroup(
      `job-${index % 97}`,
      { instance: `host-${index}`, region: ["eu", "us"][index % 2]! },
      { series: index % 50 },
    ),
  );

/** How much longer a filter may take with 33 times as many groups. */
const MOST_GROWTH = 3;

/** Types filters that let half of the groups or all through. Returns how long one takes, and the most rows drawn. */
const filterOften = (page: Page): Promise<{ readonly medianMs: number; readonly mostDrawn: number }> =>
  page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('input[type="search"]')!;
    const timesMs = [];
    let mostDrawn = 0;
    for (let turn = 0; turn < 3; turn++) {
      for (const filter of ["h", "region=us", "host", "region=eu", "job=job", ""]) {
        const startMs = performance.now();
        input.value = filter;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        // The page is drawn in a microtask or the next task.
        await new Promise((resolve) => setTimeout(resolve));
        timesMs.push(performance.now() - startMs);
        mostDrawn = Math.max(mostDrawn, document.querySelectorAll(".group-row").length);
      }
    }
    return { medianMs: timesMs.toSorted((a, b) => a - b)[timesMs.length / 2]!, mostDrawn };
  });

describeConsole("the console and what others have pushed", (bench) => {
  it("shows hostile labels as text, with control characters made visible", async () => {
    const groups = HOSTILE.map((text, index) => aGroup(text, { [`label_${index}`]: text }, { owner: text }));
    const server = await bench.start({
      overview: anOverview({
        parts: [aPart("page", { state: "bad", text: SCRIPT, groups: groups.map(({ path }) => path) })],
        refusals: HOSTILE.map((text) => ({
          ...REFUSALS[0]!,
          client: text,
          path: text,
          detail: text,
          issue: undefined,
          fix: text,
        })),
        callers: CALLERS.map((caller, index) => ({
          ...caller,
          owners: [{ owner: HOSTILE[index]!, groups: 1, series: 1, bytes: 1, names: 1 }],
        })),
      }),
      table: toTable(groups),
      contracts: {
        total: 4,
        openingLabels: [BIDI],
        names: HOSTILE.map((text) => ({
          name: text,
          family: `${text}f`,
          type: "gauge",
          first: { owner: text, job: text, at: new Date().toISOString() },
          idleRuns: 0,
        })),
      },
      content: {
        omittedSeries: 0,
        families: HOSTILE.map((text) => ({
          name: text,
          type: "gauge",
          help: text,
          series: [{ labels: { a: text }, values: [{ name: "value", value: "1" }] }],
        })),
      },
    });
    const { page, problems, screenshot, close } = await bench.open(server);
    for (const view of ["overview", "refusals", "limits", "contracts"]) {
      await page.evaluate((name) => {
        location.hash = `#/${name}`;
      }, view);
      await page.locator("main bdi").getByText("\\u202egnp.exe\\u202c").first().waitFor();
      if (view === "overview") {
        await page.locator(".toggle").nth(1).click();
        await page.getByRole("table", { name: "Metrics of the group" }).waitFor();
      }
      const text = await page.locator("main").innerText();
      expect(text).toContain("<script>document.title='taken'</script>");
      expect(text).not.toMatch(/[\u0000\u001b\u200b\ufeff\u202a-\u202e\u2066-\u2069]/);
      expect(await page.locator("main img, main script").count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await page.locator("main").evaluate((main) => main.scrollHeight)).toBeLessThan(6_000);
      await screenshot(`hostile-${view}`);
    }
    expect(await page.title()).not.toContain("taken");
    expect(problems).toEqual([]);
    await close();
  });

  it("copies a push without the claims of the owner", async () => {
    const server = await bench.start({
      overview: anOverview(),
      table: toTable([aGroup("ci", {}, { owner: "github?ref=$(id)" })]),
    });
    const { page, problems, close } = await bench.open(server);
    await page.getByRole("button", { name: "job=ci" }).click();
    await page.getByRole("button", { name: "Copy curl" }).click();
    await page.getByText("Copied: a push to this group with curl").waitFor();
    expect(await readClipboard(page)).toContain('-u "github:$PUSH_TOKEN" -X POST');
    expect(problems).toEqual([]);
    await close();
  });

  it("fits a client id of 64 characters into 320 pixels, and shows the labels of a path in base64", async () => {
    const id = "a-client-".padEnd(64, "x");
    const server = await bench.start({
      overview: anOverview({
        refusals: [{ ...REFUSALS[0]!, client: id, path: aGroup("nightly", { host: "größe" }).path }],
        callers: [{ ...CALLERS[0]!, id }],
      }),
      table: toTable([]),
    });
    const { page, problems, screenshot, close } = await bench.open(server, {
      viewport: { width: 320, height: 800 },
    });
    for (const view of ["refusals", "limits", "explain", "check"]) {
      await page.evaluate((name) => {
        location.hash = `#/${name}`;
      }, view);
      await page.getByRole("heading", { level: 2, name: new RegExp(view, "i") }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      if (view === "refusals") {
        expect(await page.locator(".refusal .chips").innerText()).toMatch(/job=nightly\s+host=größe/);
      }
      await screenshot(`long-client-${view}`);
    }
    expect(problems).toEqual([]);
    await close();
  });

  it("lists 10,000 groups, and filters and scrolls them without delay", async () => {
    const server = await bench.start({ overview: anOverview(), table: toTable(manyGroups(10_000)) });
    const { page, problems, screenshot, close } = await bench.open(server);
    await page.getByText("10,000 groups").waitFor();
    expect(await page.locator(".group-row").count()).toBeLessThan(100);
    await screenshot("ten-thousand", "seen");
    const shorter = await bench.open(
      await bench.start({ overview: anOverview(), table: toTable(manyGroups(300)) }),
    );
    await shorter.page.getByText("300 groups").waitFor();

    const many = await filterOften(page);
    expect(many.mostDrawn).toBeLessThan(100);
    // Of 300 groups as many rows are drawn, so that only what all the others take is added.
    const few = await filterOften(shorter.page);
    const growth = many.medianMs / few.medianMs;
    process.stdout.write(
      `filtering took ${many.medianMs.toFixed(1)} ms with 10,000 groups, ${few.medianMs.toFixed(1)} ms with 300\n`,
    );
    expect(growth).toBeLessThan(MOST_GROWTH);
    await shorter.close();

    const rows = page.locator(".group-row");
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page
      .getByRole("row", { name: /host-9999 / })
      .or(rows.last())
      .first()
      .waitFor();
    const last = await page.locator("tbody > .group-row").last().getAttribute("aria-rowindex");
    expect(Number(last)).toBe(10_001);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
    await page.waitForFunction(() => {
      const row = document.querySelector(".group-row");
      return Number(row?.getAttribute("aria-rowindex")) > 4_000;
    });
    const covered = await page.evaluate(() => {
      const at = (y: number) => document.elementFromPoint(200, y)?.closest(".group-row") !== null;
      return [at(200), at(500), at(innerHeight - 20)];
    });
    expect(covered).toEqual([true, true, true]);
    await rows.nth(20).getByRole("button").first().click();
    await page.getByRole("table", { name: "Metrics of the group" }).waitFor();
    expect(problems).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.evaluate(() => scrollTo(0, 0));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await screenshot("ten-thousand-320", "seen");
    await close();
  });
});
