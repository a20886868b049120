import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { defineCommand } from "../define.ts";
import { addOperatorOptions, askOperator, type OperatorOptions } from "../operator/ask.ts";

export const createSweepCommand = ({ ports, answer }: CliContext): Command =>
  addOperatorOptions(
    defineCommand("sweep", "run the sweep: repair, expire, and report whether the scrape is valid", [
      "pushgateway-proxy sweep",
      "pushgateway-proxy sweep --dry-run --aws   # change nothing",
    ]),
  )
    .option("--dry-run", "report what a run would change, and change nothing")
    .option(
      "--force",
      "delete all groups that were pushed past the proxy, even if they are more than half of all groups",
    )
    .action((options: SweepOptions) =>
      answer(options, () =>
        askOperator(
          { command: "sweep", dryRun: options.dryRun === true, force: options.force === true },
          options,
          ports,
        ),
      ),
    );

interface SweepOptions extends OperatorOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}
