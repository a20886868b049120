import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { PACKAGE_ROOT } from "../../infra/package-root.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, denied, failed } from "../outcome.ts";

export const createBenchCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("bench", "run a benchmark (only in a checkout of the project)", [
    "pushgateway-proxy bench decode",
    "pushgateway-proxy bench push --json",
  ])
    .argument("[name]", "name of the benchmark; without it, print the names")
    .argument("[options...]", "options of the benchmark")
    .allowUnknownOption()
    .action((name: string | undefined, more: readonly string[], options: AnswerForm) =>
      answer({}, async () => {
        const script = join(PACKAGE_ROOT, "test/bench/run.ts");
        if (!existsSync(script)) {
          return failed("benchmarks are not in the package: run this in a checkout of the project");
        }
        const args = [
          ...(name === undefined ? [] : [name]),
          ...more,
          ...(options.json === true ? ["--json"] : []),
        ];
        const status = await ports.runProgram(process.execPath, ["--expose-gc", script, ...args]);
        return status === 0 ? answered("", {}) : denied("", {});
      }),
    );
