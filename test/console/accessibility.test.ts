import { beforeAll, expect, it } from "@jest/globals";
import type { Page } from "playwright-core";
import { findViolations } from "../support/console/axe.ts";
import { describeConsole } from "../support/console/browser.ts";
import type { ConsoleServer } from "../support/console/console-server.ts";
import { anEmptyOverview, anOverview, aPart, GROUPS, toTable } from "../support/console/fixtures.ts";

const VIEWS = ["overview", "refusals", "limits", "contracts", "explain", "check"];

describeConsole("the console for everybody", (bench) => {
  let server: ConsoleServer;

  beforeAll(async () => {
    const parts = [
      aPart("page", { state: "bad", groups: [GROUPS[0]!.path] }),
      aPart("sweep", { state: "waiting" }),
      aPart("store"),
    ];
    server = await bench.start({
      overview: anOverview({ mayChange: true, parts }),
      table: toTable(GROUPS),
    });
    server.scenario.answers.explain = {
      isAllowed: true,
      text: "Allowed.",
      place: "proxy.yaml:9",
      conditions: ["metrics: ci_*"],
    };
  });

  /** Opens everything in a view that can be opened. */
  const fill = async (page: Page, view: string): Promise<void> => {
    await page.evaluate((name) => {
      location.hash = `#/${name}`;
    }, view);
    await page.getByRole("heading", { name: new RegExp(view, "i"), level: 2 }).waitFor();
    if (view === "overview") {
      await page.locator(".toggle").nth(1).click();
      await page.getByText("count 11, sum 31.4").click();
      await page.locator(".parts > summary").click();
    } else if (view === "refusals") {
      await page.locator("summary").first().click();
      await page.getByRole("region", { name: /An example/ }).waitFor();
    } else if (view === "contracts") {
      await page.getByRole("row", { name: /ci_tests/ }).waitFor();
    } else if (view === "explain") {
      await page.getByLabel("URL").fill("/metrics/job/ci");
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByText("✓ Allowed").waitFor();
    } else if (view === "check") {
      await page.getByRole("button", { name: "try an example" }).click();
    }
  };

  it.each(["light", "dark"] as const)("axe finds no issue in %s", async (colorScheme) => {
    const { page, screenshot, close, problems } = await bench.open(server, { colorScheme });
    for (const view of VIEWS) {
      await fill(page, view);
      expect([view, ...(await findViolations(page))]).toEqual([view]);
      await screenshot(`${view}-${colorScheme}`);
    }
    await close();
    expect(problems).toEqual([]);
  });

  it.each(VIEWS)("fits a screen of 320 pixels in %s", async (view) => {
    const { page, screenshot, close } = await bench.open(server, {
      viewport: { width: 320, height: 640 },
    });
    await fill(page, view);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths).toEqual([320, 320]);
    const tooNarrow = await page.evaluate(() =>
      [...document.querySelectorAll("th, td, p, .chip")]
        .filter((element) => element.clientHeight > 300 && element.clientWidth < 100)
        .map(({ textContent }) => textContent),
    );
    expect(tooNarrow).toEqual([]);
    expect(await findViolations(page)).toEqual([]);
    await screenshot(`${view}-320`);
    await close();
  });

  it("axe finds no issue in the empty console", async () => {
    const empty = await bench.start({ overview: anEmptyOverview(), table: toTable([]) });
    const { page, close } = await bench.open(empty);
    await page.getByText("Nothing has been pushed yet").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("tab", { name: "curl" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { name: "PowerShell" }).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Go");
    await close();
  });

  it("can be used with the keyboard alone, with a visible focus", async () => {
    const { page, close } = await bench.open(server);
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    const focused = () =>
      page.evaluate(() => {
        const { tagName, textContent, ariaLabel } = document.activeElement!;
        return `${tagName} ${textContent || ariaLabel}`;
      });
    const waitForFocus = async (wanted: string): Promise<void> => {
      for (let tries = 0; tries < 100 && (await focused()) !== wanted; tries++) {
        await page.waitForTimeout(20);
      }
      expect(await focused()).toBe(wanted);
    };
    const tabTo = async (wanted: RegExp): Promise<void> => {
      for (let tries = 0; tries < 60; tries++) {
        await page.keyboard.press("Tab");
        const outline = await page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
          return `${outlineStyle} ${outlineWidth}`;
        });
        const name = await focused();
        expect([name, outline]).toEqual([name, "solid 2px"]);
        if (wanted.test(name)) {
          return;
        }
      }
      throw new TypeError(`the keyboard does not reach ${wanted}`);
    };
    await page.keyboard.press("Tab");
    await waitForFocus("BUTTON Skip to the content");
    await page.keyboard.press("Enter");
    await waitForFocus("H2 Overview");
    await tabTo(/^BUTTON .*branch=main/);
    await page.keyboard.press("Enter");
    await page.getByRole("rowheader", { name: "ci_build_duration_seconds" }).waitFor();
    await tabTo(/^BUTTON Delete …$/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("textbox").waitFor();
    await page.keyboard.type("ci-build");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await waitForFocus("BUTTON Delete …");
    expect(server.asked.some(({ what }) => what === "deleteGroup")).toBe(false);
    await page.keyboard.press("Home");
    await page.getByRole("link", { name: "Overview" }).focus();
    await tabTo(/^A Explain$/);
    await page.keyboard.press("Enter");
    await waitForFocus("H2 Explain");
    await close();
  });

  it("does not animate if the user prefers reduced motion", async () => {
    const { page, close } = await bench.open(server, { reducedMotion: "reduce" });
    await page.getByRole("row", { name: /ci-nightly/ }).waitFor();
    const animation = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement("div"));
      probe.className = "skeleton";
      return getComputedStyle(probe).animationName;
    });
    expect(animation).toBe("none");
    await close();
  });
});
