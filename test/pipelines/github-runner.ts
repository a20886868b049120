import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { COMPILE_CACHE } from "../support/compile-cache.ts";
import { listenOnLoopback } from "../support/loopback.ts";
import type { OidcIssuer } from "../support/oidc-issuer.ts";

const ROOT = join(import.meta.dirname, "../..");

interface ActionMetadata {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, object>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const readActionMetadata = (): ActionMetadata =>
  parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as ActionMetadata;

/** A step with the action, as a runner executes it. */
export interface Step {
  readonly with: Readonly<Record<string, string>>;
  /** Files of the repository. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Content of the file GITHUB_EVENT_PATH. */
  readonly event?: object;
  /** The runner's contexts `job` and `matrix`. */
  readonly contexts?: { readonly job: object; readonly matrix: object | null };
  /** An existing checkout of the repository, instead of `files`. */
  readonly workspace?: string;
}

export interface StepResult {
  readonly exitCode: number;
  /** The action's output on both streams. */
  readonly log: string;
  /** What a reader of the build's log sees: masked, and without the lines for the runner only. */
  readonly visibleLog: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/**
 * Does what GitHub's runner does with a JavaScript action: runs `main` on the Node that `using` names, with every input
 * as `INPUT_<NAME>` (including defaults of action.yml), and with files for outputs and summary. Nothing else of the
 * environment is passed on.
 */
export const runStep = async (step: Step): Promise<StepResult> => {
  const folder = mkdtempSync(join(tmpdir(), "runner-"));
  const place = (name: string, content: string | Uint8Array = ""): string => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const workspace = step.workspace ?? join(folder, "workspace");
  try {
    for (const [name, content] of Object.entries(step.files ?? {})) {
      place(join("workspace", name), content);
    }
    mkdirSync(workspace, { recursive: true });
    const files = { GITHUB_OUTPUT: place("output"), GITHUB_STEP_SUMMARY: place("summary") };
    const { exitCode, log } = await runMain(workspace, {
      ...toInputVariables(step),
      ...files,
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: "push",
      GITHUB_EVENT_PATH: place("event.json", JSON.stringify(step.event ?? {})),
      ...step.env,
    });
    return {
      exitCode,
      log,
      visibleLog: mask(log),
      outputs: readOutputs(readFileSync(files.GITHUB_OUTPUT, "utf8")),
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const toInputVariables = ({ with: given, contexts = NO_CONTEXTS }: Step): Record<string, string> => {
  const { inputs } = readActionMetadata();
  const names = Object.keys(inputs).map((name) => {
    const value = given[name] ?? evaluate(inputs[name]?.default ?? "", contexts);
    return [`INPUT_${name.toUpperCase()}`, value] as const;
  });
  return Object.fromEntries(names);
};

/** The token of the job, which replaces `github.token`. */
export const JOB_TOKEN = "ghs_token-of-this-job";

const NO_CONTEXTS = { job: {}, matrix: null };

/** The values of `${{ }}` in action.yml. The runner's `toJSON` writes several lines. */
const evaluate = (text: string, { job, matrix }: NonNullable<Step["contexts"]>): string =>
  text.replace(/\$\{\{ (.*?) \}\}/g, (whole, expression: string) => {
    switch (expression) {
      case "github.token":
        return JOB_TOKEN;
      case "toJSON(job)":
        return JSON.stringify(job, null, 2);
      case "toJSON(matrix)":
        return JSON.stringify(matrix, null, 2);
      default:
        throw new Error(`action.yml has ${whole}, which no runner here evaluates`);
    }
  });

const runMain = (
  cwd: string,
  env: Record<string, string>,
): Promise<{ readonly exitCode: number; readonly log: string }> =>
  new Promise((resolve) => {
    const main = join(ROOT, readActionMetadata().runs.main);
    execFile(
      process.execPath,
      [main],
      { cwd, env: { ...COMPILE_CACHE, ...env } },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ exitCode, log: stdout + stderr });
      },
    );
  });

/** A mask applies to the lines after it, and is not shown itself. */
const mask = (log: string): string => {
  const masks: string[] = [];
  const lines = log.split("\n").flatMap((line) => {
    const [, secret] = /^::add-mask::(.+)$/.exec(line) ?? [];
    if (secret !== undefined) {
      masks.push(secret.replaceAll("%25", "%"));
    }
    return secret === undefined ? [masks.reduce((text, hidden) => text.replaceAll(hidden, "***"), line)] : [];
  });
  return lines.join("\n");
};

const readOutputs = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^(.*?)<<(.*)\n([\s\S]*?)\n?\2\n/gm)].map(([, name = "", , value = ""]) => [
      name,
      value,
    ]),
  );

/** GitHub's endpoint for OIDC tokens, as one job sees it. */
export interface TokenEndpoint {
  /** The runner's environment for a job with the permission `id-token: write`. */
  readonly env: Readonly<Record<string, string>>;
  /** The issued tokens so far. */
  readonly tokens: readonly string[];
  /** The job that sends the request. */
  setClaims(claims: Readonly<Record<string, string>>): void;
  /** Fails this many requests with 503. */
  failNext(times: number): void;
  close(): Promise<void>;
}

const REQUEST_TOKEN = "request-token-of-this-job";

/**
 * A stand-in for GitHub's endpoint: a GET with the request token as Bearer credential, `audience` as a further
 * parameter of a URL that already has a query, and `{"count", "value"}` as the answer. Source: GitHub's documentation,
 * "OpenID Connect reference", and actions/toolkit, packages/core/src/oidc-utils.ts.
 */
export const startTokenEndpoint = async (issuer: OidcIssuer): Promise<TokenEndpoint> => {
  const tokens: string[] = [];
  let claims: Readonly<Record<string, string>> = {};
  let errors = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://token.test");
    if (errors-- > 0) {
      return response.writeHead(503).end();
    }
    if (request.headers.authorization !== `Bearer ${REQUEST_TOKEN}`) {
      return response.writeHead(401).end();
    }
    if (request.method !== "GET" || url.searchParams.get("api-version") !== "2.0") {
      return response.writeHead(400).end();
    }
    const value = issuer.sign({ ...claims, aud: url.searchParams.get("audience") ?? "" });
    tokens.push(value);
    response.writeHead(200, { "Content-Type": "application/json" });
    return response.end(JSON.stringify({ count: value.length, value }));
  });
  const { port } = await listenOnLoopback(server);
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
    },
    tokens,
    setClaims: (wanted) => {
      claims = wanted;
    },
    failNext: (times) => {
      errors = times;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
