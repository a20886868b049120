import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { COMPILE_CACHE } from "../support/compile-cache.ts";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findProgram } from "../support/real-components.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const CURL = findProgram("curl");

const CONFIG = `
clients:
  - id: app
    grants: [{ methods: [PUT, POST, DELETE], job: app, grouping: { "instance?": "*" }, metrics: ["*"] }]
`;

/**
 * Curl's arguments after the base URL, with `{token}` for the client's token; the answer; and the terminal's output.
 */
interface SyntaxIssue {
  readonly name: string;
  readonly args: readonly string[];
  readonly path?: string;
  readonly status: number;
  readonly told: RegExp;
  /** The line after the time of day. */
  readonly line: RegExp;
}

const PUSH = "/metrics/job/app";
const USER = ["-u", "app:{token}"];

const TEXT_ISSUES: readonly SyntaxIssue[] = [
  {
    name: "no credential",
    args: ["--data-binary", "@good.prom"],
    status: 401,
    told: /curl -u <client>:<token>.*Authorization: Bearer <client>\.<token>/,
    line: /^✗ POST app \(unknown client\) 401 credential-invalid \| fix: it has no Authorization header; with curl, add -u <client>:<token> \(tokens are in .*secrets\.json\)( \| |$)/,
  },
  {
    name: "a wrong token",
    args: ["-u", "app:nonsense", "--data-binary", "@good.prom"],
    status: 401,
    told: /curl -u/,
    line: /401 credential-invalid \| fix: that is not the client's token; tokens are in .*secrets\.json, and npm run token -- <client> prints one( \| |$)/,
  },
  {
    name: "an unknown client",
    args: ["-u", "nobody:{token}", "--data-binary", "@good.prom"],
    status: 401,
    told: /curl -u/,
    line: /401 credential-invalid \| fix: there is no such client; .*proxy\.yaml lists them under clients( \| |$)/,
  },
  {
    name: "a bearer token without its client",
    args: ["-H", "Authorization: Bearer {token}", "--data-binary", "@good.prom"],
    status: 401,
    told: /Bearer <client>\.<token>/,
    line: /401 credential-invalid \| fix: its Authorization header is neither Basic <client>:<token> nor Bearer <client>\.<token>( \| |$)/,
  },
  {
    name: "an invalid path",
    args: [...USER, "--data-binary", "@good.prom"],
    path: "/metric/job/app",
    status: 404,
    told: /push to <base URL>\/metrics\/job\/<job>/,
    line: /^✗ POST \/metric\/job\/app 404 route-unknown: there is nothing at this path; push to <base URL>/,
  },
  {
    name: "another stage",
    args: [...USER, "--data-binary", "@good.prom"],
    path: "/dev/metrics/job/app",
    status: 404,
    told: /including its stage \(as in \/prod\/metrics/,
    line: /404 route-unknown \| fix: "\/dev" is in front of \/metrics, where only the stage, "\/prod", may be( \| |$)/,
  },
  {
    name: "a job that is not granted",
    args: [...USER, "--data-binary", "@good.prom"],
    path: "/metrics/job/other",
    status: 403,
    told: /may push to \\"app\\"/,
    line: /^✗ POST other \(app\) 403 group-not-granted: .*may push to "app"( \| |$)/,
  },
  {
    name: "a grouping label that no grant lists",
    args: [...USER, "--data-binary", "@good.prom"],
    path: `${PUSH}/instanz/1`,
    status: 403,
    told: /have instance=/,
    line: /\(app\) 403 group-not-granted: grouping label "instanz" is not granted; .*have instance="\*" \(optional\)( \| |$)/,
  },
  {
    name: "curl -d, which loses the newlines",
    args: [...USER, "-d", "@good.prom"],
    status: 400,
    told: /newlines were lost; with curl, use --data-binary instead of -d/,
    line: /\(app\) 400 payload-unreadable: 1:1: newlines-lost: .*use --data-binary instead of -d( \| |$)/,
  },
  {
    name: "curl -d of a comment and a sample, answered as text",
    args: [...USER, "-H", "Accept: text/plain", "-d", "@help.prom"],
    status: 400,
    told: /^line 1, column 1: newlines-lost: .*--data-binary/m,
    line: /400 payload-unreadable: line 1, column 1: newlines-lost: .*--data-binary instead of -d( \| |$)/,
  },
  {
    name: "a push that is a GET",
    args: USER,
    status: 403,
    told: /GET needs a right to read .*a push is PUT or POST .*--data-binary @<file> -X PUT/,
    line: /^✗ GET app .*403 group-not-granted: no right of this client allows this method here/,
  },
  {
    name: "a browser",
    args: ["-H", "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"],
    status: 401,
    told: /no valid credential was sent/,
    line: /^✗ GET app \(unknown client\) 401 credential-invalid/,
  },
  {
    name: "a HEAD",
    args: ["--head", ...USER],
    status: 405,
    told: /^$/,
    line: /^✗ HEAD app 405 method-not-allowed/,
  },
  {
    name: "an OPTIONS",
    args: ["-X", "OPTIONS"],
    status: 405,
    told: /this path takes PUT/,
    line: /^✗ OPTIONS app 405 method-not-allowed/,
  },
  {
    name: "a type that is not supported",
    args: [...USER, "-H", "Content-Type: application/xml", "--data-binary", "@good.prom"],
    status: 415,
    told: /application\/xml.* is not supported; supported are text\/plain/,
    line: /415 content-type-unsupported: Content-Type "application\/xml" is not supported; supported are text\/plain; .*or no Content-Type for text( \| |$)/,
  },
  {
    name: "a form",
    args: [...USER, "-F", "file=@good.prom"],
    status: 415,
    told: /--data-binary @<file> instead of -F/,
    line: /415 content-type-unsupported: a form .*--data-binary @<file> instead of -F( \| |$)/,
  },
  {
    name: "a body that is not gzip",
    args: [...USER, "-H", "Content-Encoding: gzip", "--data-binary", "@good.prom"],
    status: 400,
    told: /the body is not compressed; compress it or leave the header out/,
    line: /400 body-corrupt: Content-Encoding says gzip, but the body is not compressed/,
  },
  {
    name: "gzip without its header",
    args: [...USER, "--data-binary", "@good.prom.gz"],
    status: 400,
    told: /send Content-Encoding: gzip/,
    line: /400 payload-unreadable: the body is compressed with gzip, but no header says so; send Content-Encoding: gzip( \| |$)/,
  },
  {
    name: "gzip that is cut",
    args: [...USER, "-H", "Content-Encoding: gzip", "--data-binary", "@cut.prom.gz"],
    status: 400,
    told: /not a complete gzip stream/,
    line: /400 body-corrupt: the body is not a complete gzip stream/,
  },
];

/** Words of the payload, which must not be in the terminal. */
const PAYLOAD_WORD = "confidential";
const GOOD = `# HELP app_up ${PAYLOAD_WORD}\n# TYPE app_up gauge\napp_up 1\n`;

const TIMEOUT_MS = 180_000;

describeWithReal("the first minutes", { curl: CURL }, () => {
  let folder: string;
  let child: ChildProcess;
  let url: string;
  let token: string;
  let errors = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "first-minutes-"));
    writeFileSync(join(folder, "proxy.yaml"), CONFIG);
    writeFileSync(join(folder, "good.prom"), GOOD);
    writeFileSync(join(folder, "help.prom"), "# HELP app_up Whether it runs.\napp_up 1\n");
    writeFileSync(join(folder, "good.prom.gz"), gzipSync(GOOD));
    writeFileSync(join(folder, "cut.prom.gz"), gzipSync(GOOD).subarray(0, 20));
    child = start(["--json", "--port", "0"]);
    child.stderr?.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    const started = JSON.parse(line.toString()) as {
      readonly url: string;
      readonly clients: readonly { readonly token: string }[];
    };
    url = started.url;
    token = started.clients[0]?.token ?? "";
  }, TIMEOUT_MS);
  afterAll(async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (args: readonly string[]): ChildProcess =>
    spawn(
      process.execPath,
      [
        join(ROOT, "cli/main.ts"),
        "start",
        ...["--config", join(folder, "proxy.yaml"), "--secrets", join(folder, "secrets.json")],
        ...args,
      ],
      { env: { PATH: "", ...COMPILE_CACHE }, stdio: ["ignore", "pipe", "pipe"] },
    );

  /** The terminal's line for a request. It is written after the answer. */
  const nextLine = async (before: number): Promise<string> => {
    for (let tries = 0; tries < 500 && !errors.slice(before).includes("\n"); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return errors.slice(before).replace(/\n$/, "");
  };

  it.each(TEXT_ISSUES.map((issue) => [issue.name, issue] as const))(
    "reports %s in the answer and in the terminal",
    async (_, { args, path = PUSH, status, told, line }) => {
      // At most 20 lines a second are written.
      await new Promise((resolve) => setTimeout(resolve, 60));
      const before = errors.length;
      const written = args.map((arg) => arg.replace("{token}", token));
      const format = "\n%{http_code} %header{allow}";
      const { stdout } = await run(CURL ?? "", ["-sS", "-w", format, ...written, url + path], {
        cwd: folder,
      });
      const answer = stdout.slice(0, stdout.lastIndexOf("\n"));
      const [code, ...allow] = stdout.slice(stdout.lastIndexOf("\n") + 1).split(" ");
      expect(code).toBe(String(status));
      expect(allow.join(" ")).toBe(status === 405 ? "GET, PUT, POST, DELETE" : "");
      if (!args.includes("--head")) {
        expect(answer).toMatch(told);
      }
      const logged = await nextLine(before);
      expect(logged).toMatch(/^\d\d:\d\d:\d\d /);
      const [what = "", fix = ""] = logged.split("\n");
      expect(`${what.slice("16:25:07 ".length)} | ${fix.trim()}`).toMatch(line);
      for (const secret of [token, PAYLOAD_WORD, "\u001b"]) {
        expect(logged).not.toContain(secret);
      }
    },
    TIMEOUT_MS,
  );

  const ended = async (
    args: readonly string[],
  ): Promise<{ readonly output: string; readonly code: number }> => {
    const process = start(args);
    let output = "";
    process.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    const [code] = (await once(process, "close")) as [number];
    return { output, code };
  };

  it(
    "reports in one line that a port is taken, with the command to use another one",
    async () => {
      expect(await ended(["--port", new URL(url).port])).toEqual({
        output: `port ${new URL(url).port} is in use; choose another: npm start -- --port N (0 picks a free one)\n`,
        code: 1,
      });
    },
    TIMEOUT_MS,
  );

  it.each([
    [
      "an unknown key",
      "clients:\n  - id: a\n    grant: []\n",
      ':3:5: clients[0].grant: unknown key "grant"; did you mean "grants"?\n',
    ],
    ["invalid YAML", "clients: [\n", ":2:1: "],
  ])(
    "reports where %s is in the configuration",
    async (_, text, told) => {
      const file = join(folder, "wrong.yaml");
      writeFileSync(file, text);
      const { output, code } = await ended(["--config", file]);
      expect(output).toContain(`${file}${told}`);
      expect(output).not.toContain("    at ");
      expect(code).toBe(1);
    },
    TIMEOUT_MS,
  );

  it(
    "reports that a Pushgateway does not answer, and starts anyway",
    async () => {
      const withoutPushgateway = start(["--port", "0", "--pushgateway", "http://127.0.0.1:9"]);
      const [warning] = (await once(withoutPushgateway.stderr as NodeJS.ReadableStream, "data")) as [Buffer];
      expect(warning.toString()).toMatch(
        /^\d\d:\d\d:\d\d warning: the Pushgateway at http:\/\/127\.0\.0\.1:9 does not answer: start it, or check its URL; pushes get 503 meanwhile, because the store is new and must first read the groups of the Pushgateway\n/,
      );
      await once(withoutPushgateway.stdout as NodeJS.ReadableStream, "data");
      withoutPushgateway.kill("SIGINT");
      expect(await once(withoutPushgateway, "exit")).toEqual([0, null]);
    },
    TIMEOUT_MS,
  );

  it(
    "ends on Ctrl-C, and reports what is kept",
    async () => {
      // A separate folder, so that it does not report the running system.
      const running = start(["--port", "0", "--secrets", join(folder, "alone", "secrets.json")]);
      let output = "";
      running.stderr?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
      const [greeting] = (await once(running.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
      expect(greeting.toString()).toContain("Pushgateway: none is needed: the store serves the metrics at ");
      running.kill("SIGINT");
      expect(await once(running, "exit")).toEqual([0, null]);
      expect(output).toMatch(/^\S+ stopped; nothing is kept, because --port 0 was given\n$/);
    },
    TIMEOUT_MS,
  );
});
