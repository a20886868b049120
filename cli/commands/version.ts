import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered } from "../outcome.ts";
import { PACKAGE_ROOT } from "../package-root.ts";

export const createVersionCommand = ({ answer }: CliContext): Command =>
  defineCommand("version", "print the version of this program and of Node.js", [
    "pushgateway-proxy version",
  ]).action((options: AnswerForm) =>
    answer(options, () => {
      const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")) as {
        readonly version: string;
      };
      const node = process.versions.node;
      return answered(`pushgateway-proxy ${version} (Node.js ${node})`, { version, node });
    }),
  );
