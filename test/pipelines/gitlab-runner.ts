import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { COMPILE_CACHE } from "../support/compile-cache.ts";

type InputValue = string | number | boolean | readonly unknown[];

export interface InputSpec {
  readonly default?: InputValue;
  readonly regex?: string;
  readonly options?: readonly string[];
  readonly type?: "string" | "number" | "boolean" | "array";
}

export interface CiJob {
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly id_tokens: Readonly<Record<string, { readonly aud: string }>>;
  readonly [key: string]: unknown;
}

/** A file of `templates/`. */
export interface Template {
  readonly header: string;
  readonly documents: number;
  readonly spec: Readonly<Record<string, InputSpec>>;
  /** The inputs that the template uses. */
  readonly usedInputs: readonly string[];
  /**
   * Creates jobs as GitLab does: inputs are inserted into the text of the configuration, strings unchanged and other
   * values as JSON, before it is parsed as YAML (GitLab, lib/gitlab/ci/config/interpolation/text_template.rb).
   */
  include(inputs: Readonly<Record<string, InputValue>>): Readonly<Record<string, CiJob>>;
}

export const readTemplate = (name: "push-metrics" | "collect-metrics"): Template => {
  const content = readFileSync(join(import.meta.dirname, `../../templates/${name}.yml`), "utf8");
  const [header = "", body = ""] = content.split(/^---$/m);
  const { spec } = parse(header) as { spec: { inputs: Record<string, InputSpec> } };
  const uses = [...body.matchAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g)];
  return {
    header,
    documents: parseAllDocuments(content).length,
    spec: spec.inputs,
    usedInputs: [...new Set(uses.map(([, input = ""]) => input))],
    include: (inputs) => includeBody(body, spec.inputs, inputs),
  };
};

const includeBody = (
  body: string,
  spec: Readonly<Record<string, InputSpec>>,
  inputs: Readonly<Record<string, InputValue>>,
): Readonly<Record<string, CiJob>> => {
  const text = body.replace(/\$\[\[ inputs\.([a-z-]+) \]\]/g, (_, name: string) => {
    const value = inputs[name] ?? spec[name]?.default;
    if (value === undefined) {
      throw new Error(`the input ${name} is needed`);
    }
    assertAllowed(name, value, spec[name] ?? {});
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  return parse(text) as Record<string, CiJob>;
};

const assertAllowed = (name: string, value: InputValue, { regex, options }: InputSpec): void => {
  const isAllowed =
    (regex === undefined || new RegExp(regex).test(String(value))) &&
    (options === undefined || options.includes(String(value)));
  if (!isAllowed) {
    throw new Error(`the input ${name} may not be ${String(value)}`);
  }
};

/** The start of a command line that runs a script, and the programs that it finds. */
export interface Shell {
  readonly command: readonly [string, ...string[]];
  readonly path: string;
}

export interface JobRun {
  readonly shell: Shell;
  readonly job: CiJob;
  /** CI/CD variables of the pipeline, including id tokens. */
  readonly variables: Readonly<Record<string, string>>;
  /** Artifacts of earlier jobs. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Runs the job's script as a runner does: in one shell that ends at the first problem, with the job's variables
 * expanded.
 */
export const runJob = (run: JobRun): Promise<{ readonly exitCode: number; readonly log: string }> => {
  const folder = mkdtempSync(join(tmpdir(), "gitlab-"));
  for (const [name, content] of Object.entries(run.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const script = join(folder, "script.sh");
  writeFileSync(script, ["set -e", ...run.job.script].join("\n"));
  const [program, ...args] = run.shell.command;
  const env = { PATH: run.shell.path, ...COMPILE_CACHE, ...run.variables, ...expand(run) };
  return new Promise((resolve) => {
    execFile(program, [...args, script], { cwd: folder, env }, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, log: stdout + stderr });
    });
  });
};

const expand = ({ job, variables }: JobRun): Record<string, string> =>
  Object.fromEntries(
    Object.entries(job.variables).map(([name, text]) => [
      name,
      text.replace(
        /\$(?:(\w+)|\{(\w+)\})/g,
        (_, bare?: string, braced?: string) => variables[bare ?? braced ?? ""] ?? "",
      ),
    ]),
  );
