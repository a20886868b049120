import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { defineCommand, defineCommandGroup } from "../define.ts";
import { addOperatorOptions, askOperator, type OperatorOptions } from "../operator/ask.ts";

export const createContractsCommand = ({ ports, answer }: CliContext): Command => {
  const contracts = defineCommandGroup(
    "contracts",
    "list, show or release metric names with their types and labels",
    [
      "pushgateway-proxy contracts list",
      "pushgateway-proxy contracts show build_duration_seconds",
      "pushgateway-proxy contracts release build_duration_seconds   # it may then be pushed as another type",
    ],
  );
  contracts.addCommand(
    addOperatorOptions(
      defineCommand(
        "list",
        "list all metric names with type and first client, and how much each client keeps",
        ["pushgateway-proxy contracts list --json"],
      ),
    ).action((options: OperatorOptions) =>
      answer(options, () => askOperator({ command: "contracts-list" }, options, ports)),
    ),
  );
  contracts.addCommand(
    addOperatorOptions(
      defineCommand("show", "show the type of a metric name, its first client, and the groups that use it", [
        "pushgateway-proxy contracts show build_duration_seconds",
      ]),
    )
      .argument("<name>", "metric name")
      .action((name: string, options: OperatorOptions) =>
        answer(options, () => askOperator({ command: "contracts-show", name }, options, ports)),
      ),
  );
  contracts.addCommand(
    addOperatorOptions(
      defineCommand(
        "release",
        "run the sweep until a name is free, which takes about five minutes; a name that a group uses cannot be released",
        ["pushgateway-proxy contracts release build_duration_seconds --aws"],
      ),
    )
      .argument("<name>", "metric name")
      .action((name: string, options: OperatorOptions) =>
        answer(options, () => askOperator({ command: "contracts-release", name }, options, ports)),
      ),
  );
  return contracts;
};
