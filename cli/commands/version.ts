import type { Command } from "commander";
import { readPackageVersion } from "../../infra/package-root.ts";
import type { AnswerForm, CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { answered } from "../outcome.ts";

export const createVersionCommand = ({ answer }: CliContext): Command =>
  defineCommand("version", "print the version of this program and of Node.js", [
    "pushgateway-proxy version",
  ]).action((options: AnswerForm) =>
    answer(options, () =>
      answered(describeVersion(), { version: readPackageVersion(), node: process.versions.node }),
    ),
  );

export const describeVersion = (): string =>
  `pushgateway-proxy ${readPackageVersion()} (Node.js ${process.versions.node})`;
