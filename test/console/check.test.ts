import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Page } from "playwright-core";
import { judge } from "../../console/page/check/judge.ts";
import { parsePath } from "../../console/page/commands/parse-path.ts";
import type { FormatId } from "../../lambda/decode/formats.ts";
import { ISSUE_CATALOGUE } from "../../lambda/issue-catalogue.ts";
import { RULES } from "../../lambda/validate/rules.ts";
import { type ConsolePage, describeConsole, readClipboard } from "../support/console/browser.ts";
import type { ConsoleServer } from "../support/console/console-server.ts";
import { anOverview, GROUPS, toTable } from "../support/console/fixtures.ts";
import { readCounterexamples } from "../support/counterexamples.ts";
import { mutatedPayloads } from "../support/mutated-payloads.ts";
import { encodePrototext } from "../support/prototext.ts";

interface Payload {
  readonly name: string;
  readonly body: Buffer;
  /** An empty format is detected. */
  readonly format: FormatId | "";
  readonly path: string;
}

const PATH = "/metrics/job/check";

const ofCorpus = (): readonly Payload[] => [
  ...readCounterexamples().map(({ name, format, bytes }) => ({
    name,
    format,
    body: Buffer.from(bytes),
    path: PATH,
  })),
  {
    name: "sample.prom",
    format: "" as const,
    body: readFileSync(join(import.meta.dirname, "../corpus/sample.prom")),
    path: PATH,
  },
];

const ofRules = (): readonly Payload[] =>
  RULES.flatMap(({ code, good, bad, exampleFormat = "text" }) =>
    [good, bad].map((payload, index) => ({
      name: `${code} ${index}`,
      format: exampleFormat,
      body: exampleFormat === "protobuf" ? encodePrototext(payload) : Buffer.from(payload),
      path: /^# PUT (\S+)/.exec(payload)?.[1] ?? PATH,
    })),
  );

const ofIssues = (): readonly Payload[] =>
  Object.entries(ISSUE_CATALOGUE).map(
    ([
      code,
      {
        example: { payload, notation, format = "text" },
      },
    ]) => ({
      name: code,
      format: format as FormatId,
      body:
        notation === "prototext"
          ? encodePrototext(payload)
          : notation === "hex"
            ? Buffer.from(payload, "hex")
            : Buffer.from(payload),
      path: PATH,
    }),
  );

const mutated = (): readonly Payload[] =>
  fc
    .sample(mutatedPayloads(), { numRuns: 100, seed: 7 })
    .map((text, index) => ({ name: `mutated ${index}`, format: "", body: Buffer.from(text), path: PATH }));

/** What the page says about a payload, or should say. */
interface Said {
  readonly name: string;
  readonly verdict: string;
  readonly issues: readonly string[];
}

/** The results of Node's decoders and rules, in the page's words. */
const judgeInNode = ({ name, body, format, path }: Payload): Said => {
  const { validation } = anOverview();
  const judged = judge(
    { body, format: format === "" ? undefined : format, key: parsePath(path)! },
    validation,
  );
  const sign = judged.isValid ? "✓ Valid" : "✕ Invalid";
  return {
    name,
    verdict: `${sign} ${judged.format}`,
    issues: judged.issues.map(({ code, detail, location }) => {
      const place =
        location === undefined
          ? ""
          : "line" in location
            ? `${location.line}:${location.column}`
            : location.pointer;
      return `${place} ${code} ${detail}`;
    }),
  };
};

/** Chooses files in the page, one after the other, and reads the page's results. */
const judgeInPage = (page: Page, payloads: readonly Payload[]): Promise<readonly Said[]> =>
  page.evaluate(
    async (files) => {
      const find = <Kind extends HTMLElement>(selector: string) => document.querySelector<Kind>(selector)!;
      const set = (field: HTMLInputElement | HTMLSelectElement, value: string, event: string): void => {
        field.value = value;
        field.dispatchEvent(new Event(event, { bubbles: true }));
      };
      const said = [];
      for (const { name, body, format, path } of files) {
        set(find<HTMLSelectElement>('select[aria-label="Format"]'), format, "change");
        set(find<HTMLInputElement>(".grow input"), path, "input");
        const transfer = new DataTransfer();
        transfer.items.add(
          new File([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], name),
        );
        const input = find<HTMLInputElement>('input[type="file"]');
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        while (find(".toast").textContent !== `Read ${name}`) {
          await new Promise((resolve) => setTimeout(resolve));
        }
        said.push({
          name,
          verdict: find(".verdict-word")?.textContent.split(":")[0] ?? "",
          issues: [...document.querySelectorAll(".issue")].map((issue) =>
            [".place", "summary", "p"].map((part) => issue.querySelector(part)?.textContent ?? "").join(" "),
          ),
        });
      }
      return said;
    },
    payloads.map((payload) => ({ ...payload, body: payload.body.toString("base64") })),
  );

/** The page's cut of long texts, and no result for an empty payload. */
const asShown = ({ verdict, issues, ...rest }: Said, { body }: Payload): Said => ({
  ...rest,
  verdict: body.length === 0 ? "" : verdict,
  issues: body.length === 0 ? [] : issues,
});

describeConsole("the check of the console", (bench) => {
  let server: ConsoleServer;
  let opened: ConsolePage;
  let page: Page;

  beforeAll(async () => {
    server = await bench.start({ overview: anOverview(), table: toTable(GROUPS) });
    opened = await bench.open(server);
    ({ page } = opened);
    await page.getByRole("link", { name: "Check" }).click();
    await page.getByRole("heading", { name: "Check" }).waitFor();
  });
  afterAll(async () => {
    expect(opened.problems).toEqual([]);
    await opened.close();
  });

  const editor = () => page.getByRole("textbox", { name: "Payload" });
  const verdict = () => page.locator(".verdict-word").innerText();

  it.each([
    ["the corpus", ofCorpus],
    ["the examples of all rules", ofRules],
    ["the examples of all issues", ofIssues],
    ["mutated payloads", mutated],
  ])("has the same results as Node for %s", async (_name, list) => {
    const payloads = list();
    expect(payloads.length).toBeGreaterThan(15);
    const said = await judgeInPage(page, payloads);
    expect(said).toEqual(payloads.map((payload) => asShown(judgeInNode(payload), payload)));
  });

  it("marks places, and fixes the issues with a known fix", async () => {
    await page.reload();
    await page.getByRole("button", { name: "try an example" }).click();
    expect(await verdict()).toBe("✕ Invalid text: 2 issues");
    expect(await page.locator(".marks mark").allInnerTexts()).toEqual(["42,5", "'main'"]);
    await opened.screenshot("check-invalid");
    await page.getByRole("button", { name: "3:15: go to this line and column" }).click();
    expect(
      await editor().evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart)),
    ).toMatch(/^42,5/);
    await page.getByRole("button", { name: "Write 42.5" }).click();
    await page.getByRole("button", { name: 'Write "main"' }).click();
    expect(await verdict()).toMatch(/^✓ Valid text: 3 series in 3 families, \d warnings/);
    await page.getByRole("button", { name: "Rename to build_tests_total" }).click();
    await page.getByRole("button", { name: "Add the newline" }).click();
    for (const name of ["build_ok", "build_tests_total"]) {
      await page.getByRole("button", { name: `Add # HELP ${name} Say what it measures.` }).click();
    }
    expect(await verdict()).toBe("✓ Valid text: 3 series in 3 families");
    await opened.screenshot("check-valid");
  });

  it("writes the dry run, without the token on the page and with it in the copy", async () => {
    server.scenario.answers.token = { client: "desktop-app", token: "s3cret" };
    await editor().fill("build_seconds 42\n");
    const shown = await page.getByRole("region", { name: "The dry run" }).innerText();
    expect(shown).toContain("desktop-app:$PUSH_TOKEN");
    expect(shown).toContain("-X PUT ");
    // A group that the client may push, so that the dry run is not refused because of it.
    expect(shown).toContain("/metrics/job/desktop-app?dry_run=true");
    await page.getByRole("button", { name: "Copy: the dry run" }).click();
    await page.getByText("Copied: the dry run").waitFor();
    expect(await readClipboard(page)).toContain("desktop-app:s3cret");
  });

  it("reads a compressed file, and reports one that is not text", async () => {
    const input = page.locator('input[type="file"]');
    await input.setInputFiles({
      name: "metrics.gz",
      mimeType: "application/gzip",
      buffer: gzipSync("from_gzip 1\n"),
    });
    await page.getByText("Read metrics.gz").waitFor();
    expect(await editor().inputValue()).toBe("from_gzip 1\n");
    const body = encodePrototext('name: "a" type: GAUGE metric { gauge { value: 1 } }');
    await input.setInputFiles({ name: "metrics.pb", mimeType: "application/octet-stream", buffer: body });
    await page.getByText("metrics.pb: ").waitFor();
    expect(await verdict()).toMatch(/^✓ Valid protobuf: 1 series in 1 family/);
    await page.getByRole("button", { name: "Write text instead" }).click();
    expect(await editor().inputValue()).toBe("");
  });

  it("refuses an invalid group", async () => {
    await page.getByRole("textbox", { name: "Group" }).fill("/metrics/instance/a");
    await page.getByRole("alert").getByText("A group is written").waitFor();
    await page.getByRole("textbox", { name: "Group" }).fill(PATH);
  });

  it("checks 20,000 lines in about ten times the time of 2,000", async () => {
    const short = await checkLines(page, 2_000);
    const long = await checkLines(page, 20_000);
    process.stdout.write(
      `checking 20,000 lines took ${long.toFixed()} ms, 2,000 lines ${short.toFixed()} ms\n`,
    );
    // Work that is quadratic in the lines would take a hundred times as long.
    expect(long / short).toBeLessThan(30);
  });
});

/** Returns the shortest time of three, in milliseconds. */
const checkLines = async (page: Page, count: number): Promise<number> => {
  const lines = Array.from(
    { length: count },
    (_, index) => `metric_${index % 500}{series="${index}"} ${index}\n`,
  );
  const payload = { body: Buffer.from(lines.toSorted().join("")), format: "", path: PATH } as const;
  const times = [];
  for (let run = 0; run < 3; run++) {
    const startMs = performance.now();
    const [said] = await judgeInPage(page, [{ name: `${count} lines, run ${run}`, ...payload }]);
    times.push(performance.now() - startMs);
    expect(said?.verdict).toBe("✓ Valid text");
  }
  return Math.min(...times);
};
