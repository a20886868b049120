import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { COMPILE_CACHE } from "../support/compile-cache.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { until } from "../support/npm-start.ts";
import { openTerminal, python, type Terminal } from "../support/terminal/open-terminal.ts";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "cli/main.ts");
const PATH = "/usr/bin:/bin";

/** By then a minute of traffic has been summed up. */
const MINUTE_MS = 61_000;

const FORMS = [
  { name: "80 columns", columns: 80, env: {} },
  { name: "80 columns without colour", columns: 80, env: { NO_COLOR: "1" } },
  { name: "140 columns", columns: 140, env: {} },
  { name: "140 columns without colour", columns: 140, env: { NO_COLOR: "1" } },
] as const;

const tooWide = (shown: string, columns: number): readonly string[] =>
  stripVTControlCharacters(shown)
    // Progress lines are overwritten.
    .split(/[\n\r]/)
    .filter((line) => line.length > columns);

/** With `TERMINAL_CAPTURES=FOLDER` the output is kept there for inspection. */
const keep = (name: string, shown: string): void => {
  const folder = process.env["TERMINAL_CAPTURES"];
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name.replaceAll(/\W+/g, "-")}.txt`), shown);
  }
};

/**
 * Pushes of all kinds: accepted, with a long name, refused for their content, their sender or their group, and too
 * many.
 */
const pushAll = async (url: string, token: string): Promise<void> => {
  const put = async (path: string, body: string, password = token): Promise<void> => {
    const headers = { authorization: toBasicAuth("desktop-app", password) };
    await (await fetch(`${url}/metrics/job/${path}`, { method: "PUT", headers, body })).text();
  };
  await put("desktop-app/instance/laptop", "desktop_a 1\n");
  await put(`desktop-app/instance/${"a%20long%20name%20".repeat(10)}`, "desktop_a 1\n");
  await put("desktop-app", "# TYPE desktop_x counter\ndesktop_x -1\ndesktop_y 1,5\n");
  await put("desktop-app", "desktop_a 1\n", "wrong");
  await put("other", "x 1\n");
  await put("x".repeat(200), "x 1\n");
  // All in one second.
  await sleep(1_050 - (Date.now() % 1_000));
  await Promise.all(Array.from({ length: 30 }, (_, i) => put(`desktop-app/instance/${i}`, "desktop_a 1\n")));
};

const tokenIn = (file: string): string =>
  (JSON.parse(readFileSync(file, "utf8")) as Record<string, { current: { token: string } }>)["desktop-app"]
    ?.current.token ?? "";

describeWithReal("in a terminal", { python }, () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "terminal-"));
    writeFileSync(join(folder, "proxy.yaml"), readFileSync(join(ROOT, "proxy.yaml")));
    writeFileSync(join(folder, "wrong.prom"), "# TYPE built_total counter\nbuilt_total -1\nbuilt_at 1,5\n");
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const open = (args: readonly string[], columns: number, env: NodeJS.ProcessEnv): Terminal =>
    openTerminal([process.execPath, MAIN, ...args], {
      columns,
      cwd: folder,
      env: { PATH, HOME: folder, ...COMPILE_CACHE, ...env },
    });

  describe("npm start", () => {
    const captures = new Map<string, string>();

    const startArgs = (name: string) => [
      "start",
      "--port",
      "0",
      "--secrets",
      join(folder, name, "secrets.json"),
    ];

    /** What a user sees who pushes, is refused, pushes a lot, waits for a minute, and ends the system. */
    const capture = async ({ name, columns, env }: (typeof FORMS)[number]): Promise<void> => {
      // Without a Pushgateway on the PATH.
      const terminal = open(startArgs(name), columns, { ...env, PATH: "" });
      try {
        await terminal.waitFor("waiting for the first push");
        const [, url = ""] = /API +(\S+)/.exec(stripVTControlCharacters(terminal.shown())) ?? [];
        await pushAll(url, tokenIn(join(folder, name, "secrets.json")));
        await sleep(MINUTE_MS);
        await terminal.waitFor("last minute: ");
        terminal.type("s");
        await terminal.waitFor("scrape_configs:");
        terminal.type("q");
        await terminal.ended;
        captures.set(name, terminal.shown());
        keep(`start ${name}`, terminal.shown());
      } finally {
        terminal.kill();
      }
    };

    const capturePipe = async (): Promise<void> => {
      const child = spawn(process.execPath, [MAIN, ...startArgs("pipe")], {
        cwd: folder,
        env: { PATH: "", ...COMPILE_CACHE },
      });
      let shown = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk: Buffer) => {
          shown += chunk.toString();
        });
      }
      try {
        await until(() => shown.includes("scrape_configs:"));
        const [, url = ""] = /Push to (\S+)/.exec(shown) ?? [];
        await pushAll(url, tokenIn(join(folder, "pipe", "secrets.json")));
      } finally {
        child.kill("SIGTERM");
        await once(child, "close");
      }
      captures.set("pipe", shown);
      keep("start pipe", shown);
    };

    beforeAll(async () => {
      await Promise.all([...FORMS.map(capture), capturePipe()]);
    }, 180_000);

    it.each(FORMS)("fits into $name, and its lines report what happens", ({ name, columns }) => {
      const shown = captures.get(name) ?? "";
      expect(tooWide(shown, columns)).toEqual([]);
      expect(stripVTControlCharacters(shown).split("\n")).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^ {2}Keys +o console · c copy a push/),
          expect.stringMatching(/^[\d:]{8} ✓ PUT desktop-app\{instance="laptop"\} 1 series.* ms$/),
          expect.stringMatching(/^[\d:]{8} ✗ PUT desktop-app \(desktop-app\) 400 payload-unreadable: 3:11:/),
          expect.stringMatching(/^ {9}fix: Write a number such as 12/),
          expect.stringMatching(/^[\d:]{8} ✓ \d+ more taken in this second$/),
          expect.stringMatching(/^[\d:]{8} last minute: 32 taken, 4 refused, median [\d.]+ ms, 32 groups$/),
          expect.stringMatching(/^[\d:]{8} stopped; nothing is kept/),
        ]),
      );
    });

    it.each(FORMS)("has colours in $name unless NO_COLOR is set", ({ name, env }) => {
      expect((captures.get(name) ?? "").includes("\u001b")).toBe(!("NO_COLOR" in env));
    });

    it("is plain text in a pipe, with a push to paste, without keys and wrapped lines", () => {
      const shown = captures.get("pipe") ?? "";
      expect(shown).not.toContain("\u001b");
      expect(shown).not.toContain("Keys");
      expect(shown).toContain("\n  printf ");
      expect(shown).toMatch(
        /\n[\d:]{8} ✗ PUT desktop-app .* 400 payload-unreadable: 3:11: .*\n {9}fix: .*\n/,
      );
      expect(shown).toMatch(/\n[\d:]{8} stopped; .*\n$/);
    });
  });

  describe("the commands", () => {
    const COMMANDS: readonly (readonly string[])[] = [
      [],
      ["push", "a=1", "--job", "ci"],
      ["push", "a=1", "--job", "ci", "--user", "a:b", "--url", "http://127.0.0.1:1", "--timeout", "1"],
      ["check", "wrong.prom"],
      ["check", "--explain", "value-invalid"],
      ["config", "check"],
      ["config", "explain", "--client", "desktop-app", "--method", "PUT", "--path", "/metrics/job/other"],
      ["cost"],
      ["groups", "list"],
      ["sweep"],
      ["smoke", "http://127.0.0.1:1", "--user", "a:b"],
      ["strat"],
    ];

    it.each([80, 140])(
      "fit into %d columns, and write no control characters with NO_COLOR",
      async (columns) => {
        const run = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
          const terminal = open(args, columns, env);
          await terminal.ended;
          const name = `${args.join(" ")} ${columns} ${Object.keys(env).join("")}`;
          keep(name, terminal.shown());
          return { name, env, text: terminal.shown() };
        };
        const shown: Awaited<ReturnType<typeof run>>[] = [];
        // All at once would take the processor from the tests that run beside these.
        for (const args of COMMANDS) {
          shown.push(...(await Promise.all([run(args, {}), run(args, { NO_COLOR: "1" })])));
        }
        expect(
          shown.flatMap(({ name, text }) => tooWide(text, columns).map((line) => `${name}: ${line}`)),
        ).toEqual([]);
        expect(shown.filter(({ env, text }) => "NO_COLOR" in env && text.includes("\u001b"))).toEqual([]);
        expect(shown.filter(({ text }) => text.trim() === "")).toEqual([]);
      },
      180_000,
    );
  });
});
