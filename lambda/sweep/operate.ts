import type { RegistryAdministration } from "../agree/administration.ts";
import type { PushgatewayReader } from "../agree/stored-group.ts";
import type { SweepCommand } from "./command.ts";
import type { DeleteGroup } from "./delete-expired.ts";

export type OperatorCommand = Exclude<SweepCommand, { command: "sweep" }>;

export interface OperatorPorts {
  readonly reader: PushgatewayReader;
  readonly deleteGroup: DeleteGroup;
  /** Undefined: there is no registry. */
  readonly administration: RegistryAdministration | undefined;
}

/** As many groups are listed: an answer of a function has at most 6 MB. */
const MAX_LISTED_GROUPS = 10_000;

/** Carries out what an operator asks for and gives what the terminal shows, as plain JSON. */
export const operate = async (command: OperatorCommand, ports: OperatorPorts): Promise<object> => {
  switch (command.command) {
    case "groups-list":
      return listGroups(ports.reader);
    case "groups-delete":
      return { deleted: await ports.deleteGroup(command.path) };
    default:
      return ports.administration === undefined
        ? { error: "there is no registry: the Pushgateway checks consistency by itself" }
        : operateRegistry(command, ports.administration);
  }
};

const operateRegistry = async (
  command: Exclude<OperatorCommand, { command: "groups-list" | "groups-delete" }>,
  administration: RegistryAdministration,
): Promise<object> => {
  switch (command.command) {
    case "registry-list":
      return administration.list();
    case "registry-show":
      return toShown(await administration.show(command.name));
    case "registry-release":
      return { outcome: await administration.release(command.name) };
    case "registry-reopen":
      return { outcome: await administration.reopen(command.name) };
  }
};

const toShown = (shown: Awaited<ReturnType<RegistryAdministration["show"]>>): object =>
  shown === undefined
    ? { error: "nobody claims this name" }
    : {
        name: shown.name,
        // Values are kept as hashes, so all there is to show of them is how many are on which side.
        sides: shown.sides.map(({ job, labels, first }) => ({
          job,
          first,
          labels: [...labels].map(([label, { key, restStampMs, body }]) => ({
            label,
            inKeys: restStampMs === undefined ? key.size : "all but those in bodies",
            inBodies: body.size,
          })),
        })),
      };

const listGroups = async (reader: PushgatewayReader): Promise<object> => {
  const groups: object[] = [];
  for await (const { key, exactPath, pushedAtMs, families } of reader.readGroups()) {
    if (groups.length < MAX_LISTED_GROUPS) {
      groups.push({
        path: exactPath,
        job: key.job,
        labels: Object.fromEntries(key.labels.map(({ name, value }) => [name, value])),
        pushedAt: new Date(pushedAtMs).toISOString(),
        series: families.reduce((sum, { series }) => sum + series, 0),
      });
    }
  }
  return { groups };
};
