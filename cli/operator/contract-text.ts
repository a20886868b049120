import { count, escapeUnprintable } from "../../lambda/model/printable.ts";
import { makePathReadable } from "../../lambda/model/readable-path.ts";
import { type ContractList, isOwnName, type ListedName } from "../../lambda/sweep/operator/list-contracts.ts";
import type { ReleaseProgress } from "../../lambda/sweep/operator/release-contract.ts";
import type { ShownContract } from "../../lambda/sweep/operator/show-contract.ts";
import { OWN_OWNER } from "../../lambda/sweep/own-metrics/write-own-group.ts";

export const listContracts = ({ names, totalNames, owners, total, labels, isOpen }: ContractList): string => {
  const pushed = names.filter((name) => !isOwnName(name));
  const own = names.length - pushed.length;
  const isOwnCounted = owners.some(({ owner }) => owner === OWN_OWNER);
  return [
    ...(isOpen ? [] : ["the store is not open yet: new groups and series get 503"]),
    ...pushed.map(describeName),
    ...(totalNames > names.length ? [`and ${totalNames - names.length} more`] : []),
    ...(own > 0
      ? [`and ${count(own, "name")} of the proxy's metrics about itself, pushgateway_proxy_*`]
      : []),
    ...owners.map((held) => `${describeOwner(held.owner)} keeps ${describeHolding(held)}`),
    `all together${isOwnCounted ? ", with the proxy's own group," : ""} keep ${describeHolding(total)}`,
    ...labels
      .filter(({ state }) => state === "opening")
      .map(({ label }) => `the label ${label} cannot be used in keys yet: the sweep is opening it`),
  ].join("\n");
};

const describeName = (listed: ListedName): string => {
  const { name, family, type, idleRuns } = listed;
  return [
    name,
    name === family ? type : `${type} ${family}`,
    describeFirst(listed),
    ...(idleRuns === 0 ? [] : [`unused for ${count(idleRuns, "run")}`]),
  ].join("\t");
};

const describeFirst = (listed: ListedName): string => {
  const { first } = listed;
  if (first !== undefined) {
    return `first pushed by ${escapeUnprintable(first.owner)} into job ${first.job}, ${first.at}`;
  }
  return isOwnName(listed) ? "written by the proxy" : "taken over from the Pushgateway";
};

const describeOwner = (owner: string): string =>
  owner === OWN_OWNER ? "the proxy itself" : escapeUnprintable(owner);

const describeHolding = ({ groups, series, bytes, names }: ContractList["total"]): string =>
  `${count(groups, "group")}, ${series} series, ${count(names, "name")}, ${Math.round(bytes / 1_024)} KiB`;

export const describeShownContract = ({ name, names, usedBy, users, placements }: ShownContract): string =>
  [
    ...names.map(describeName),
    users === 0
      ? `no group uses it; to free it for another type: npm run contracts -- release ${name}`
      : `used by ${count(users, "group")}:`,
    ...listUsers(usedBy, users),
    ...placements.map(
      ({ job, label, inKeys, inBodies }) =>
        `values of the label ${label} in job ${job}: keys have ${inKeys}, bodies have ${inBodies}`,
    ),
  ].join("\n");

export const describeRelease = ({
  name,
  state,
  usedBy,
  users,
  runs,
  neededRuns,
}: ReleaseProgress): string => {
  switch (state) {
    case "free":
      return `${name} is free: it can be pushed with any type`;
    case "in-use":
      return [
        `${name} is used by ${count(users, "group")}; delete them first, or let them expire:`,
        ...listUsers(usedBy, users),
      ].join("\n");
    case "waiting":
      return `${name} is not free yet: ${runs} of ${neededRuns} runs have found it unused; ask again`;
  }
};

const listUsers = (usedBy: readonly string[], users: number): readonly string[] => [
  ...usedBy.map(makePathReadable),
  ...(users > usedBy.length ? [`and ${count(users - usedBy.length, "group")} more`] : []),
];
