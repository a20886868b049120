import type { Command } from "commander";
import { toAskedPath } from "../../infra/local/asked-path.ts";
import type { SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { CliContext } from "../context.ts";
import { defineCommand, defineCommandGroup } from "../define.ts";
import { addOperatorOptions, askOperator, type OperatorOptions } from "../operator/ask.ts";

export const createGroupsCommand = ({ ports, answer }: CliContext): Command => {
  const groups = defineCommandGroup("groups", "list, show or delete pushed groups", [
    "pushgateway-proxy groups list",
    "pushgateway-proxy groups show /metrics/job/backup/instance/db1",
    "pushgateway-proxy groups delete /metrics/job/backup/instance/db1 --aws",
  ]);
  groups.addCommand(
    addOperatorOptions(
      defineCommand("list", "list groups with labels, client, series, time of the last push and state", [
        "pushgateway-proxy groups list --json",
        "pushgateway-proxy groups list job=ci main",
      ]),
    )
      .argument("[words...]", "only groups whose labels, as name=value, or client contain all of these words")
      .action((words: readonly string[], options: OperatorOptions) =>
        answer(options, () => askOperator(toList(words), options, ports)),
      ),
  );
  groups.addCommand(
    addOperatorOptions(
      defineCommand("show", "show one group: its client, its state and its metrics", [
        "pushgateway-proxy groups show /metrics/job/backup",
      ]),
    )
      .argument("<path>", "path of the group, or the whole URL of a push")
      .action((path: string, options: OperatorOptions) =>
        answer(options, () => askOperator({ command: "groups-show", path: toPath(path) }, options, ports)),
      ),
  );
  groups.addCommand(
    addOperatorOptions(
      defineCommand("delete", "delete one group, as a DELETE of its client does", [
        "pushgateway-proxy groups delete /metrics/job/backup",
      ]),
    )
      .argument("<path>", "path of the group, or the whole URL of a push")
      .action((path: string, options: OperatorOptions) =>
        answer(options, () => askOperator({ command: "groups-delete", path: toPath(path) }, options, ports)),
      ),
  );
  return groups;
};

const toList = (words: readonly string[]): SweepCommand =>
  words.length === 0 ? { command: "groups-list" } : { command: "groups-list", filter: words.join(" ") };

/** A name may be typed as it is: a client library would escape it. */
const toPath = (path: string): string => toAskedPath(path).path.replace(/[^!-~]+/g, encodeURIComponent);
