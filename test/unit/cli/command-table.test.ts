import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createProgram } from "../../../cli/program.ts";
import { FORMATS } from "../../../lambda/decode/formats.ts";
import { runInProcess } from "../../support/cli.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "command-table-"));
  writeFileSync(join(folder, "unreadable.yaml"), "clients: []\n");
  chmodSync(join(folder, "unreadable.yaml"), 0);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Status, stream and first line. */
const firstLine = async (args: readonly string[]) => {
  const { status, stdout, stderr } = await runInProcess(
    args.map((arg) => arg.replace("FOLDER", folder)),
    {
      http: {
        send: async () => {
          throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
        },
        sleep: async () => {},
        now: () => performance.now(),
        random: () => 0,
      },
      connectLambda: denyAws,
      connectLogs: denyAws,
      connectSecretsManager: denyAws,
      runProgram: async () => 1,
    },
  );
  const [line = ""] = (stdout || stderr).split("\n");
  return `${status} ${stdout === "" ? "stderr" : "stdout"} ${line.replaceAll(folder, "FOLDER").replace(process.versions.node, "VERSION")}`;
};

const denyAws = async (): Promise<never> => {
  throw Object.assign(new Error("User may not do this"), { name: "AccessDeniedException", $metadata: {} });
};

const AWS_DENIES =
  "1 stderr AWS cannot be asked (AccessDeniedException: User may not do this); these credentials may not do this: use those of an operator, or ask for the permission that the message names";

const NO_SYSTEM =
  "1 stderr npm start is not running: there is no FOLDER/none.json; start it, or name its file with --operator, or ask a deployment with --aws";

/** A command line and how it ends: status, stream, first line. */
const TABLE: readonly (readonly [args: string, outcome: string])[] = [
  ["", "2 stderr Usage: pushgateway-proxy [options] [command]"],
  ["strat", "2 stderr error: unknown command 'strat'"],
  ["--version", "0 stdout pushgateway-proxy 0.1.0 (Node.js VERSION)"],
  [
    "start --pushgateway ftp://us:secret@x",
    "2 stderr error: option '--pushgateway <url>' argument is invalid. It must be a URL such as http://localhost:9091, without query and fragment.",
  ],
  [
    "start --pushgateway http://us:100%@x",
    "2 stderr error: option '--pushgateway <url>' argument is invalid. Its user or password has a percent sign that escapes nothing: write it as %25.",
  ],
  [
    "start --pushgateway us:secret@x:9091",
    "2 stderr error: option '--pushgateway <url>' argument is invalid. It must be a URL such as http://localhost:9091, without query and fragment.",
  ],
  [
    "start --remote-write http://us:sec/ret@localhost:9/write",
    "2 stderr error: option '--remote-write <url>' argument is invalid. It must be an https URL, or http on loopback, such as http://localhost:9090/api/v1/write.",
  ],
  [
    "start https://us:sec/ret@x",
    "2 stderr error: too many arguments for 'start'. Expected 0 arguments but got 1: https://…@x.",
  ],
  [
    "smoke us:secret@x --user a:b",
    "2 stderr error: command-argument value is invalid for argument 'url'. It must be an https address without user, query and fragment; http is accepted only on this machine, because requests have a credential.",
  ],
  [
    "push https://us:secret@x --job ci --user a:b",
    '2 stderr "https://…@x" is not name=value, for instance build_seconds=42, with a name of letters, digits, _ and :; a file is given with --file',
  ],
  [
    "start --store :memory:",
    "2 stderr error: option '--store <file>' argument ':memory:' is invalid. It must be the path of a file. With --port 0 nothing is kept.",
  ],
  [
    "start --store file:store.db",
    "2 stderr error: option '--store <file>' argument 'file:store.db' is invalid. It must be the path of a file. With --port 0 nothing is kept.",
  ],
  [
    "start --pushgateway http://127.0.0.1:9091/?a=b",
    "2 stderr error: option '--pushgateway <url>' argument 'http://127.0.0.1:9091/?a=b' is invalid. It must be a URL such as http://localhost:9091, without query and fragment.",
  ],
  ["push", "2 stderr --job is missing: give the job of the group to push to, for instance ci"],
  [
    "push --job ci",
    "2 stderr there is nothing to push: give metrics as name=value, --file, --junit, --sizes or --collect",
  ],
  ["push a=1 --jop ci", "2 stderr error: unknown option '--jop'"],
  ["push a=1 --job ci --label x", '2 stderr --label has "x", expected name=value, for instance branch=main'],
  ["push a=1 --job ci --label job=b", "2 stderr --label has job, which is a separate option"],
  [
    "push 1a=1 --job ci --user a:b",
    '2 stderr "1a=1" is not name=value, for instance build_seconds=42, with a name of letters, digits, _ and :; a file is given with --file',
  ],
  [
    "push a=1 b=1 a=2 --job ci --user a:b",
    '2 stderr "a" is given twice: leave one out, or push a file with labels (--file)',
  ],
  ["push a=1 --job ci --user nonsense", "2 stderr --user is not <client>:<token>; its value is not shown"],
  [
    "push a=1 --job ci --timeout 0",
    "2 stderr error: option '--timeout <seconds>' argument '0' is invalid. It must be whole seconds, from 1 to 9999.",
  ],
  [
    "push a=1 --job ci --url ftp://x --user a:b",
    "2 stderr --url is not an https address without user, query and fragment; http is accepted only on this machine, because the request has a credential",
  ],
  [
    "push a=1 --job ci --user a:b --timeout 1",
    "1 stderr 127.0.0.1:8080: ECONNREFUSED; trying again in 0.5 s, up to 1 s (--timeout)",
  ],
  [
    "push --file FOLDER/none --job ci --user a:b",
    "1 stderr FOLDER/none: there is no such file or folder (ENOENT)",
  ],
  [
    "console --aws --config FOLDER/none.yaml",
    "1 stderr FOLDER/none.yaml:1:1: there is no such file; name another one, or make it with pushgateway-proxy config init",
  ],
  ["check", "2 stderr name a file with metrics, or - for standard input"],
  ["check FOLDER", "1 stderr FOLDER: it is a folder; name a file (EISDIR)"],
  [
    "check --format xml a",
    `2 stderr error: option '--format <format>' argument 'xml' is invalid. Allowed choices are ${FORMATS.map(({ id }) => id).join(", ")}.`,
  ],
  ["check FOLDER/none --json", "1 stdout {"],
  [
    "check examples/prometheus/none.prom",
    "1 stderr examples/prometheus/none.prom: there is no such file or folder (ENOENT)",
  ],
  ["config", "2 stderr Examples:"],
  ["config chekc", "2 stderr error: unknown command 'chekc'"],
  [
    "config check --config FOLDER/none",
    "1 stdout FOLDER/none:1:1: error: there is no such file; name another one, or make it with pushgateway-proxy config init",
  ],
  ["config check --json", "0 stdout {"],
  [
    "config explain desktop-ap PUT /metrics/job/desktop-app",
    '1 stderr no client or issuer has the id "desktop-ap"; did you mean desktop-app?',
  ],
  ["config explain ci", "2 stderr error: missing required argument 'method'"],
  [
    "config init --output FOLDER/new.yaml",
    "2 stderr --client, --job and --metrics are required without a terminal",
  ],
  ["token", "2 stderr error: missing required argument 'client'"],
  ["token desktop-ap", '1 stderr proxy.yaml has no client "desktop-ap"; did you mean desktop-app?'],
  ["token desktop-app --aws", AWS_DENIES],
  ["token desktop-app --aws --rotate --json", "1 stdout {"],
  ["groups", "2 stderr Examples:"],
  ["groups lits", "2 stderr error: unknown command 'lits'"],
  ["groups show", "2 stderr error: missing required argument 'path'"],
  ["groups delete", "2 stderr error: missing required argument 'path'"],
  ["contracts", "2 stderr Examples:"],
  ["contracts show", "2 stderr error: missing required argument 'name'"],
  ["sweep --dry", "2 stderr error: unknown option '--dry'"],
  ["sweep now", "2 stderr error: too many arguments for 'sweep'. Expected 0 arguments but got 1: now."],
  [
    "deploy --config FOLDER/none",
    "1 stderr FOLDER/none:1:1: there is no such file; name another one, or make it with pushgateway-proxy config init",
  ],
  ["deploy", "1 stderr the CDK ended with status 1; its output above has the reason"],
  ["smoke --user a:b", "2 stderr error: missing required argument 'url'"],
  ["smoke http://127.0.0.1:1", "2 stderr error: required option '--user <client:token>' not specified"],
  [
    "smoke ftp://x --user a:b",
    "2 stderr error: command-argument value 'ftp://x' is invalid for argument 'url'. It must be an https address without user, query and fragment; http is accepted only on this machine, because requests have a credential.",
  ],
  [
    "smoke http://user:s3cret@127.0.0.1:1 --user a:b",
    "2 stderr error: command-argument value is invalid for argument 'url'. It must be an https address without user, query and fragment; http is accepted only on this machine, because requests have a credential.",
  ],
  ["push a=1 --usr=ci:s3cret", "2 stderr error: unknown option '--usr'"],
  [
    "smoke http://127.0.0.1:1 --user ab",
    "2 stderr error: option '--user <client:token>' argument is invalid. It must be <client>:<token>.",
  ],
  ["cost --groups 10 --json", "0 stdout {"],
  ["cost --group 3", "2 stderr error: unknown option '--group'"],
  [
    "cost --groups many",
    "2 stderr error: option '--groups <n>' argument 'many' is invalid. It must be a number of 0 or more.",
  ],
  ["bench nonsense", "1 stderr "],
  ["version --json", "0 stdout {"],
  [
    "version extra",
    "2 stderr error: too many arguments for 'version'. Expected 0 arguments but got 1: extra.",
  ],
  ["completion", "2 stderr error: missing required argument 'shell'"],
  [
    "completion cmd",
    "2 stderr error: command-argument value 'cmd' is invalid for argument 'shell'. Allowed choices are zsh, bash, fish, powershell.",
  ],
];

/** Commands that need a running system, with their required arguments. */
const OPERATORS_COMMANDS = [
  "console",
  "sweep",
  "groups list",
  "groups show /metrics/job/a",
  "groups delete /metrics/job/a",
  "contracts list",
  "contracts show m",
  "contracts release m",
];

describe("the command line", () => {
  it.each(TABLE)("`%s` ends with %s", async (args, outcome) =>
    expect(await firstLine(args.split(" ").filter((word) => word !== ""))).toBe(outcome),
  );

  const paths = (
    command = createProgram({ ports: undefined as never, answer: async () => {} }),
  ): string[][] =>
    command.commands
      .filter((child) => child.name() !== "complete")
      .flatMap((child) => [[child.name()], ...paths(child).map((rest) => [child.name(), ...rest])]);

  it.each(paths().map((path) => [path.join(" "), path]))(
    "`%s --help` shows examples first, on standard output",
    async (_, path) => {
      const { status, stdout, stderr } = await runInProcess([...(path as string[]), "--help"]);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^Examples:\n {2}\S/);
      expect(stdout).toContain(`Usage: pushgateway-proxy ${(path as string[]).join(" ")}`);
    },
  );

  /** Options that commander checks before unknown ones. */
  const NEEDED: Readonly<Record<string, readonly string[]>> = { smoke: ["--user", "a:b"] };

  // `bench` passes unknown options on.
  it.each(
    paths()
      .map((path) => path.join(" "))
      .filter((path) => path !== "bench"),
  )("`%s` suggests the right option for a misspelt one, also in JSON", async (path) => {
    const misspelt = [...path.split(" "), ...(NEEDED[path] ?? []), "--jsno"];
    const { status, stderr } = await runInProcess(misspelt);
    expect([status, stderr]).toEqual([2, expect.stringContaining("error: unknown option '--jsno'")]);
    // A command that only groups others has no options.
    const hasJson = (await runInProcess([...path.split(" "), "--help"])).stdout.includes("--json");
    expect(stderr.includes("(Did you mean --json?)")).toBe(hasJson);
    const asJson = await runInProcess([...misspelt, "--json"]);
    expect([asJson.status, asJson.stderr]).toEqual([2, ""]);
    expect(JSON.parse(asJson.stdout)).toEqual({ error: expect.stringContaining("--jsno") });
  });

  it.each(OPERATORS_COMMANDS)("`%s` reports that no system runs here, and what AWS denies", async (line) => {
    expect(await firstLine([...line.split(" "), "--operator", "FOLDER/none.json"])).toBe(NO_SYSTEM);
    expect(await firstLine([...line.split(" "), "--aws"])).toBe(AWS_DENIES);
    const { status, stdout } = await runInProcess([...line.split(" "), "--operator", "none.json", "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: NO_SYSTEM.replace("1 stderr ", "").replace("FOLDER/", ""),
    });
  });

  it("leads from an unknown command to the list of commands", async () => {
    const { stderr } = await runInProcess(["nonsense"]);
    expect(stderr).toBe("error: unknown command 'nonsense'\n(--help lists the commands)\n");
  });

  it("fits the help of every command into 80 columns, except its examples", async () => {
    for (const path of [[], ...paths()]) {
      let stdout = "";
      const narrow = { write: (text: string) => (stdout += text), isTerminal: false, columns: 80 };
      await runInProcess([...path, "--help"], { stdout: narrow });
      const help = stdout.slice(stdout.indexOf("Usage:"));
      expect(help.split("\n").filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it("mentions --help when no existing name resembles the argument", async () => {
    const { stderr } = await runInProcess(["config", "check", "other"]);
    expect(stderr).toMatch(/\n\(--help shows what the command takes, with examples\)\n$/);
  });

  it("names every command in its own help", async () => {
    const { stdout } = await runInProcess(["--help"]);
    for (const [name = ""] of paths()) {
      expect(stdout).toContain(`\n  ${name} `);
    }
  });

  it("answers a misspelt command in JSON if asked to", async () => {
    const { status, stdout } = await runInProcess(["groups", "lits", "--json"]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: "error: unknown command 'lits'\n(Did you mean list?)" });
  });
});
