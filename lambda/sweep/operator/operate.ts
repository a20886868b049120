import type { RunTimes } from "../../store/run-times.ts";
import { describeStoreOutage, StoreOutage } from "../../store/store.ts";
import { PushgatewayOutage } from "../scan/seen-group.ts";
import { failOperation, type OperatorCommand, type OperatorPorts } from "./command.ts";
import { deleteNamedGroup } from "./delete-named-group.ts";
import { listContracts } from "./list-contracts.ts";
import { listGroups } from "./list-groups.ts";
import { releaseContract } from "./release-contract.ts";
import { showContract } from "./show-contract.ts";
import { showGroup } from "./show-group.ts";

/** Executes an operator's command, and returns its result as plain JSON for the terminal. */
export const operate = async (
  command: OperatorCommand,
  ports: OperatorPorts,
  times: RunTimes,
): Promise<object> => {
  try {
    return await carryOut(command, ports, times);
  } catch (error) {
    if (error instanceof StoreOutage) {
      return failOperation(
        "unavailable",
        `the store cannot be read, or an item of it is damaged (${describeStoreOutage(error)}); try again`,
      );
    }
    if (error instanceof PushgatewayOutage) {
      return failOperation("unavailable", `the Pushgateway cannot be read: ${error.message}; then try again`);
    }
    throw error;
  }
};

const carryOut = (command: OperatorCommand, ports: OperatorPorts, times: RunTimes): Promise<object> => {
  switch (command.command) {
    case "groups-list":
      return listGroups(command.filter, ports);
    case "groups-show":
      return showGroup(command.path, ports);
    case "groups-delete":
      return deleteNamedGroup(command.path, ports, times);
    case "contracts-list":
      return listContracts(ports);
    case "contracts-show":
      return showContract(command.name, ports);
    case "contracts-release":
      return releaseContract(command.name, ports, times);
  }
};
