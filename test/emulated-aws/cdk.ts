import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Ministack } from "./start-ministack.ts";

const run = promisify(execFile);

const ROOT = join(import.meta.dirname, "../..");

/** From stack names to output names to values. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The real CDK CLI, connected to an emulator. Every call resolves with its output, and rejects if it failed. */
export const createCdk = ({ environment }: Pick<Ministack, "environment">) => {
  const cdk = async (args: readonly string[], cwd = ROOT): Promise<string> => {
    const { stdout, stderr } = await run(join(ROOT, "node_modules/.bin/cdk"), [...args, "--no-notices"], {
      cwd,
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout + stderr;
  };
  return {
    /** In the app's own folder it would synthesise instead of using the synthesised app. */
    bootstrap: () =>
      cdk(["bootstrap", "aws://000000000000/us-east-1"], mkdtempSync(join(tmpdir(), "cdk-bootstrap-"))),
    synth: async (args: readonly string[]): Promise<string> => {
      const folder = mkdtempSync(join(tmpdir(), "cdk-app-"));
      await cdk(["synth", "--quiet", "--output", folder, ...args]);
      return folder;
    },
    deploy: async (app: string): Promise<{ readonly log: string; readonly outputs: Outputs }> => {
      const outputs = join(mkdtempSync(join(tmpdir(), "cdk-outputs-")), "outputs.json");
      const log = await cdk([
        "deploy",
        "--app",
        app,
        "--all",
        "--require-approval",
        "never",
        "--outputs-file",
        outputs,
      ]);
      return { log, outputs: JSON.parse(readFileSync(outputs, "utf8")) as Outputs };
    },
    destroy: (app: string) => cdk(["destroy", "--app", app, "--all", "--force"]),
  };
};
