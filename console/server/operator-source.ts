import { OWN_JOB } from "../../lambda/model/grouping-key.ts";
import { err, ok } from "../../lambda/model/result.ts";
import { createExpiry } from "../../lambda/sweep/garbage/expire.ts";
import type { OperatorRefusal, SweepCommand } from "../../lambda/sweep/operator/command.ts";
import type { DeletedGroup } from "../../lambda/sweep/operator/delete-named-group.ts";
import { type ContractList, isOwnName } from "../../lambda/sweep/operator/list-contracts.ts";
import type { GroupList, ListedGroup } from "../../lambda/sweep/operator/list-groups.ts";
import type { ReleaseProgress } from "../../lambda/sweep/operator/release-contract.ts";
import type { ShownGroup } from "../../lambda/sweep/operator/show-group.ts";
import type { Group, Overview } from "../api.ts";
import type { Answered, ConsoleSource, SourceOutage } from "./console-source.ts";
import { explainAsked } from "./explain-asked.ts";
import { keepFor } from "./keep-for.ts";
import type { OperatorSourcePorts } from "./source-ports.ts";
import { toOpening, toOverview } from "./to-overview.ts";

/** The console of a system whose sweep function answers operators, on this machine or on AWS. */
export const createOperatorSource = (ports: OperatorSourcePorts): ConsoleSource => {
  const { ask, traffic, mayChange } = ports;
  const contracts = keepFor(ports, () => askAs<ContractList>(ask, { command: "contracts-list" }));
  let changed = 0;

  const overview = async (): Promise<Overview> => {
    const [listed, run] = await Promise.all([contracts(), ports.lastRun()]);
    const others = await ports.otherParts({
      contracts: listed.value.ok ? listed.value.value : undefined,
      atMs: listed.atMs,
    });
    return toOverview(ports, {
      listed: listed.value,
      readMs: listed.atMs,
      run,
      others,
      groupsVersion: changed + traffic.changes + (run?.atMs ?? 0),
    });
  };

  return {
    overview,
    groups: async () => {
      const listed = await askAs<GroupList>(ask, { command: "groups-list" });
      return mapAnswer(listed, ({ groups, total, unreadable }) => {
        // The proxy's own group is not a push of a client, and the console shows its figures elsewhere.
        const pushed = groups.filter(({ job }) => job !== OWN_JOB);
        return {
          groups: pushed.map(createToGroup(ports)),
          total: total - (groups.length - pushed.length),
          unreadable,
        };
      });
    },
    contracts: async () =>
      mapAnswer((await contracts()).value, ({ names, totalNames, labels }) => {
        const pushed = names.filter((name) => !isOwnName(name));
        return {
          names: pushed,
          total: totalNames - (names.length - pushed.length),
          openingLabels: toOpening(labels),
        };
      }),
    group: async (path) => {
      const shown = await askAs<ShownGroup>(ask, { command: "groups-show", path });
      return mapAnswer(shown, ({ path: shownPath, families, omittedSeries }) => ({
        path: shownPath,
        families,
        omittedSeries,
      }));
    },
    deleteGroup: async (path) => {
      if (!mayChange) {
        return READ_ONLY;
      }
      const deleted = await askAs<DeletedGroup>(ask, { command: "groups-delete", path });
      changed += 1;
      return mapAnswer(deleted, ({ deleted: group, atPushgateway }) => ({ path: group.path, atPushgateway }));
    },
    releaseName: async (name) =>
      mayChange ? askAs<ReleaseProgress>(ask, { command: "contracts-release", name }) : READ_ONLY,
    explain: (question) => explainAsked(question, ports),
    token: async (client) => {
      const token = await ports.readToken(client);
      return token === undefined
        ? err({
            kind: "absent",
            error: `the token of ${client} is not to be had here; on AWS: pushgateway-proxy token ${client} --aws`,
          })
        : ok({ client, token });
    },
  };
};

const READ_ONLY = err<SourceOutage>({
  kind: "denied",
  error: "this console only reads; start it with --allow-delete to delete groups and release names",
});

const createToGroup = ({ config, traffic }: OperatorSourcePorts): ((group: ListedGroup) => Group) => {
  const expiry = createExpiry(config().expiry);
  return (group) => {
    const afterMs = expiry(group.job);
    return {
      ...group,
      ...traffic.ofGroup(group.path),
      expiresAfterSeconds: afterMs === undefined ? undefined : afterMs / 1_000,
    };
  };
};

const askAs = async <Answer>(
  ask: OperatorSourcePorts["ask"],
  command: SweepCommand,
): Promise<Answered<Answer>> => {
  const answer = await ask(command);
  if (!answer.ok) {
    return err({ kind: "unavailable", error: answer.error });
  }
  const { error, reason } = answer.value as Partial<OperatorRefusal>;
  return error === undefined
    ? ok(answer.value as Answer)
    : err({ kind: reason === "unavailable" ? "unavailable" : "absent", error });
};

const mapAnswer = <From, To>(answer: Answered<From>, to: (value: From) => To): Answered<To> =>
  answer.ok ? ok(to(answer.value)) : answer;
