import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runInProcess } from "../../support/cli.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "check-metrics-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

const runCheck = async (args: readonly string[], stdin = "") => {
  const { status, stdout, stderr } = await runInProcess(["check", ...args], {
    readStdin: () => Buffer.from(stdin),
  });
  return { status, output: (stdout || stderr).trimEnd(), stream: stderr === "" ? "stdout" : "stderr" };
};

const VALID = "# HELP a_bytes What a is.\n# TYPE a_bytes gauge\na_bytes 1\n";

describe("check-metrics", () => {
  it("prints nothing for a valid file", async () =>
    expect(await runCheck([write("valid.prom", VALID)])).toEqual({
      status: 0,
      output: "",
      stream: "stdout",
    }));

  it("prints file, line and column of every issue, and ends with 1", async () => {
    const file = write("invalid.prom", `${VALID}a_bytes 2\na_bytes 3\n`);
    const { status, output } = await runCheck([file]);
    expect(status).toBe(1);
    expect(output.split("\n").map((line) => /^(.*?: [a-z-]*):/.exec(line)?.[1])).toEqual([
      `${file}:4:1: series-repeated`,
      `${file}:5:1: series-repeated`,
    ]);
  });

  it("ends with 3 where there are only warnings", async () => {
    const file = write("warned.prom", "a_bytes 1\n");
    expect(await runCheck([file])).toEqual({
      status: 3,
      output: `${file}:1:1: lint-help-missing: warning: "a_bytes" has no HELP text; add one that says what it measures`,
      stream: "stdout",
    });
  });

  it("reports every file, also if another one cannot be read", async () => {
    const [valid, none, invalid] = [
      write("valid.prom", VALID),
      join(folder, "none"),
      write("bad.prom", "a\n"),
    ];
    const missing = `${none}: there is no such file or folder (ENOENT)`;
    const { status, output, stream } = await runCheck([valid, none, invalid]);
    expect([status, stream]).toEqual([1, "stdout"]);
    expect(output.split("\n")).toEqual([missing, expect.stringContaining(`${invalid}:1:2: `)]);
    const { files } = JSON.parse((await runCheck([valid, none, "--json"])).output);
    expect(files).toEqual([
      { file: valid, format: "text", isValid: true, issues: [], total: 0 },
      { file: none, isValid: false, detail: missing, issues: [], total: 0 },
    ]);
  });

  it("fails if no file can be read", async () => {
    const [none, other] = [join(folder, "none"), join(folder, "other")];
    expect(await runCheck([none, other])).toEqual({
      status: 1,
      output: [none, other].map((file) => `${file}: there is no such file or folder (ENOENT)`).join("\n"),
      stream: "stderr",
    });
  });

  it("reports what cannot be read, and how many issues it left out", async () => {
    const { status, output } = await runCheck([write("unreadable.prom", "5\n".repeat(30))]);
    expect([status, output.split("\n").length]).toEqual([1, 21]);
    expect(output).toMatch(/: and 10 more$/);
  });

  it("checks several files in other formats, with JSON pointers as places", async () => {
    const good = write("good.json", '{"a_bytes": 1}');
    const bad = write("bad.json", '{"a.b": 1}');
    const { status, output } = await runCheck([good, bad]);
    expect(status).toBe(1);
    expect(output).toContain(`${bad}:/a.b: metric-name-utf8: `);
  });

  it("prints only the file when an issue has no place", async () => {
    const { output } = await runCheck(["--job", "pushgateway", write("job.prom", VALID)]);
    expect(output).toMatch(/job\.prom: job-reserved: the job "pushgateway"/);
  });

  it("says that a file is compressed", async () => {
    const { output } = await runCheck([write("metrics.prom.gz", gzipSync(VALID))]);
    expect(output).toMatch(/gz: the file is compressed with gzip; decompress it first$/);
  });

  it("reads rules and the scrape job from a configuration", async () => {
    const config = write(
      "proxy.yaml",
      "clients: [{ id: a, grants: [{ methods: [PUT], job: a, metrics: ['*'] }] }]\nvalidation: { rules: { counter-value-invalid: 'off' } }\n",
    );
    const file = write("counter.prom", "# HELP a_total A.\n# TYPE a_total counter\na_total -1\n");
    expect((await runCheck([file])).status).toBe(1);
    expect((await runCheck(["--config", config, file])).status).toBe(0);
  });

  it("explains an issue code with its problem, fix and example", async () => {
    const { status, output } = await runCheck(["--explain", "limit-series"]);
    expect(status).toBe(0);
    expect(output).toMatch(/^limit-series: error, with limit-exceeded \(422\)\n.*\nFix: .*\nExample:\n/);
    expect(output).toMatch(/# PUT \/metrics\/job\/backup \(text\)\na\{b="1"\} 1\n/);
  });

  it("explains the code of a problem", async () =>
    expect(await runCheck(["--explain", "rate-exceeded"])).toMatchObject({
      status: 0,
      output:
        "rate-exceeded: Too many requests (429)\nFix: Wait for the time in Retry-After, then push again, and push less often.",
    }));

  it.each([
    ["limit-serie", "limit-series"],
    ["rate-exceded", "rate-exceeded"],
  ])("ends with 1 for the unknown code %s, and suggests the nearest", async (code, nearest) =>
    expect(await runCheck(["--explain", code])).toEqual({
      status: 1,
      stream: "stderr",
      output: `there is no code "${code}"; did you mean ${nearest}?`,
    }),
  );

  it.each([
    ["no file", 2, []],
    ["an unknown option", 2, ["--nope"]],
    ["an unknown format", 2, ["--format", "xml", "a"]],
    ["a file that is not there", 1, ["/nowhere/at/all.prom"]],
    ["a configuration that is not there", 1, ["--config", "/nowhere/at/all.yaml", "a"]],
  ])("fails on standard error for %s, with %s", async (_, expected, args) => {
    const { status, stream } = await runCheck(args);
    expect([status, stream]).toEqual([expected, "stderr"]);
  });
});
