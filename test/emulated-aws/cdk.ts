import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command, CommandResult } from "./cdk-process.ts";
import type { Ministack } from "./start-ministack.ts";

const ROOT = join(import.meta.dirname, "../..");

/** From stack names to output names to values. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The real CDK CLI, connected to an emulator, in a process that ends with `stop`. Every call resolves with its output, and
 * rejects if it failed.
 */
export const createCdk = ({ environment }: Pick<Ministack, "environment">) => {
  const child = fork(join(import.meta.dirname, "cdk-process.ts"), {
    env: environment,
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("exit", () => reject(new Error("the process of the CDK CLI has ended")));
  });
  // Without a command, nobody waits for it.
  ended.catch(() => {});
  const cdk = async (args: readonly string[], folder = ROOT): Promise<string> => {
    child.send({ args: [...args, "--no-notices"], folder } satisfies Command);
    const [{ isOk, output }] = (await Promise.race([once(child, "message"), ended])) as [CommandResult];
    if (!isOk) {
      throw new Error(`cdk ${args.join(" ")} failed:\n${output}`);
    }
    return output;
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
    stop: () => void child.kill(),
  };
};
