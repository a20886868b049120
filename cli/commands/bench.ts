import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { PACKAGE_ROOT } from "../../infra/package-root.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered, denied, failed } from "../outcome.ts";

export const createBenchCommand = ({ ports, answer }: CliContext): Command =>
  defineCommand("bench", "run a benchmark that compares both sides in one go (in a checkout)", [
    "pushgateway-proxy bench decode",
    "pushgateway-proxy bench push --json",
  ])
    .argument("[name]", "of the benchmark; left out: the names")
    .argument("[options...]", "of that benchmark")
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
