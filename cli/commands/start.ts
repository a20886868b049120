import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";

/** Everything behind `start` is loaded only for it. */
export const createStartCommand = (_context: CliContext): Command =>
  defineCommand("start", "run the whole system on this machine", [
    "pushgateway-proxy start",
    "pushgateway-proxy start --port 9000 --config staging.yaml",
    "pushgateway-proxy start --pushgateway http://localhost:9091",
  ])
    .argument("[flags...]")
    .allowUnknownOption()
    .action(async () => {
      await import("../../infra/local/start.ts");
    });
