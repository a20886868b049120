import type { RegistryAdministration } from "../agree/administration.ts";
import { PushgatewayOutage, type PushgatewayReader } from "../agree/stored-group.ts";
import type { SweepCommand } from "./command.ts";
import { type DeleteNamedGroupPorts, deleteNamedGroup } from "./delete-named-group.ts";
import { failOperation } from "./operator-failure.ts";

export type OperatorCommand = Exclude<SweepCommand, { command: "sweep" }>;

export interface OperatorPorts extends DeleteNamedGroupPorts {
  /** Undefined: there is no registry. */
  readonly administration: RegistryAdministration | undefined;
}

/** As many groups are listed: an answer of a function has at most 6 MB. */
const MAX_LISTED_GROUPS = 10_000;

/**
 * Carries out what an operator asks for and gives what the terminal shows, as plain JSON: an answer, or an
 * {@link OperatorFailure}.
 */
export const operate = async (command: OperatorCommand, ports: OperatorPorts): Promise<object> => {
  try {
    return await carryOut(command, ports);
  } catch (error) {
    if (error instanceof PushgatewayOutage) return failOperation("unavailable", error.message);
    throw error;
  }
};

const carryOut = async (command: OperatorCommand, ports: OperatorPorts): Promise<object> => {
  switch (command.command) {
    case "groups-list":
      return listGroups(ports.reader);
    case "groups-delete":
      return deleteNamedGroup(command.path, ports);
    default:
      return ports.administration === undefined
        ? failOperation("absent", "there is no registry: the Pushgateway checks consistency by itself")
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
      return toChanged(await administration.release(command.name));
    case "registry-reopen":
      return toChanged(await administration.reopen(command.name));
  }
};

type Change = Awaited<ReturnType<RegistryAdministration["release" | "reopen"]>>;

const toChanged = (outcome: Change): object => {
  switch (outcome) {
    case "unknown":
      return NAME_ABSENT;
    case "conflict":
      return failOperation("unavailable", "the name was changed at the same time; try again");
    default:
      return { outcome };
  }
};

const NAME_ABSENT = failOperation("absent", "nobody claims this name");

const toShown = (shown: Awaited<ReturnType<RegistryAdministration["show"]>>): object =>
  shown === undefined
    ? NAME_ABSENT
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
  let total = 0;
  for await (const { key, exactPath, pushedAtMs, families } of reader.readGroups()) {
    total += 1;
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
  return { groups, total };
};
