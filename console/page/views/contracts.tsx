import { useEffect, useMemo, useState } from "preact/hooks";
import type { ListedName } from "../../../lambda/sweep/operator/list-contracts.ts";
import type { ReleaseProgress } from "../../../lambda/sweep/operator/release-contract.ts";
import type { ContractTable } from "../../api.ts";
import { useConsoleView } from "../data/console-context.ts";
import { useAnnounce } from "../parts/announcer.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { ProblemText } from "../parts/problem-text.tsx";
import { useNow } from "../parts/use-now.ts";
import { Value } from "../parts/value.tsx";
import { describeAge, describeSeconds } from "../text/duration.ts";
import { plural, showCount } from "../text/numbers.ts";
import { TableSkeleton } from "./skeleton.tsx";

/** More names than these are found with the filter. */
const MAX_SHOWN = 200;

/** The type of every metric name, and its first claimant. */
export const ContractsView = ({ initialFilter }: { readonly initialFilter: string }) => {
  const { api, overview } = useConsoleView();
  const now = useNow();
  const [table, setTable] = useState<ContractTable>();
  const [problem, setProblem] = useState("");
  const [filter, setFilter] = useState(initialFilter);
  // A new version of the groups may mean new contracts.
  useEffect(() => {
    void api.ask("/api/contracts", undefined).then((answer) => {
      setProblem(answer.ok ? "" : answer.error.text);
      setTable((before) => (answer.ok ? answer.value : before));
    });
  }, [api, overview.groupsVersion]);
  const found = useMemo(
    () => (table?.names ?? []).filter((entry) => textOf(entry).includes(filter.toLowerCase())),
    [table, filter],
  );
  const shown = found.slice(0, MAX_SHOWN);
  return (
    <>
      <h2 tabIndex={-1}>Contracts</h2>
      <p class="dim">
        The first push of a metric name decides its type. A push with another type gets 409 contract-conflict.
      </p>
      <ProblemText text={problem} />
      {table === undefined && problem === "" && <TableSkeleton />}
      {table !== undefined && (
        <>
          <FilterBar
            what="metric names"
            hint="Filter by name, type, client or job"
            filter={filter}
            onFilter={setFilter}
            found={
              <>
                {showCount(found.length)} of {plural(table.total, "name")}
                {found.length > shown.length && `, the first ${MAX_SHOWN} are shown`}
              </>
            }
          />
          {table.openingLabels.length > 0 && (
            <p class="dim">
              Soon labels of groups, and no longer of metrics:{" "}
              <Value text={table.openingLabels.join(", ")} max={300} />
            </p>
          )}
          <table class="stacked">
            <caption class="hidden">Contracts</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Type</th>
                <th scope="col">First pushed by</th>
                <th scope="col">Use</th>
                {overview.mayChange && (
                  <th scope="col">
                    <span class="hidden">Release</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {shown.map((entry) => (
                <ContractRow key={entry.name} entry={entry} now={now} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
};

const textOf = ({ name, family, type, first }: ListedName): string =>
  `${name} ${family} ${type} ${first?.owner ?? ""} ${first?.job ?? ""}`.toLowerCase();

const ContractRow = ({ entry, now }: { readonly entry: ListedName; readonly now: number }) => {
  const { api, overview } = useConsoleView();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const { name, family, type, first, idleRuns } = entry;
  const release = async (): Promise<void> => {
    const answer = await api.ask("/api/contract/release", { name });
    announce(answer.ok ? describeRelease(answer.value) : answer.error.text);
  };
  return (
    <tr>
      <th scope="row">
        <code>
          <Value text={name} />
        </code>
        {family !== name && (
          <span class="note">
            of <Value text={family} />
          </span>
        )}
      </th>
      <td data-title="Type">{type}</td>
      <td data-title="First pushed by">
        {first === undefined ? (
          <span class="dim">found at the Pushgateway</span>
        ) : (
          <>
            <Value text={first.owner} max={60} />
            <span class="note">
              job <Value text={first.job} max={60} />, {describeAge(first.at, now)}
            </span>
          </>
        )}
      </td>
      <td data-title="Use">{idleRuns === 0 ? "in use" : `unused in ${plural(idleRuns, "sweep")}`}</td>
      {overview.mayChange && (
        <td>
          <button type="button" class="small" aria-label={`Release ${name}`} onClick={() => setAsking(true)}>
            Release …
          </button>
          {isAsking && (
            <ConfirmDialog
              title="Release this name?"
              word={name}
              action="Release the name"
              onConfirm={release}
              onClose={() => setAsking(false)}
            >
              <p>It can then be pushed with another type. A name that a group still uses is not released.</p>
            </ConfirmDialog>
          )}
        </td>
      )}
    </tr>
  );
};

const describeRelease = ({
  name,
  state,
  usedBy,
  users,
  runs,
  neededRuns,
  waitMs,
}: ReleaseProgress): string => {
  switch (state) {
    case "free":
      return `${name} is free`;
    case "in-use":
      return `${name} is used by ${plural(users, "group")}, so it stays: ${usedBy.slice(0, 3).join(", ")}`;
    case "waiting":
      return `${name} was found unused ${runs} of ${neededRuns} times; release it again in ${describeSeconds(Math.ceil(waitMs / 1_000))}`;
  }
};
