import { useMemo, useState } from "preact/hooks";
import type { Holding } from "../../../lambda/store/items.ts";
import type { CallerSummary } from "../../api.ts";
import { useConsoleView } from "../data/console-context.ts";
import { FilterBar } from "../parts/filter-bar.tsx";
import { LimitMeter } from "../parts/meter.tsx";
import { useNow } from "../parts/use-now.ts";
import { Value } from "../parts/value.tsx";
import { plural, showCount } from "../text/numbers.ts";
import { Age } from "./part-states.tsx";

const KINDS = ["groups", "series", "bytes", "names"] as const;
const TITLES = { groups: "Groups", series: "Series", bytes: "Bytes", names: "Metric names" } as const;

type Owner = CallerSummary["owners"][number];

interface OwnerRow {
  readonly caller: CallerSummary;
  readonly owner: Owner;
  /** Of the limit that is nearest to being reached. */
  readonly share: number;
}

/** More owners than these are found with the filter. */
const MAX_SHOWN = 200;

const toRows = (callers: readonly CallerSummary[]): readonly OwnerRow[] =>
  callers
    .flatMap((caller) => {
      const owners = caller.owners.length === 0 ? [nothingOf(caller.id)] : caller.owners;
      return owners.map((owner) => ({
        caller,
        owner,
        share: Math.max(...KINDS.map((kind) => owner[kind] / Math.max(1, caller.limits[kind]))),
      }));
    })
    .toSorted((a, b) => b.share - a.share);

const nothingOf = (owner: string): Owner => ({ owner, groups: 0, series: 0, bytes: 0, names: 0 });

/** How much of its limits every client uses. */
export const LimitsView = () => {
  const { overview } = useConsoleView();
  const now = useNow();
  const store = overview.parts.find(({ name }) => name === "store");
  const [filter, setFilter] = useState("");
  const rows = useMemo(() => toRows(overview.callers), [overview.callers]);
  const found = rows.filter(({ owner }) => owner.owner.toLowerCase().includes(filter.toLowerCase()));
  const shown = found.slice(0, MAX_SHOWN);
  return (
    <>
      <h2 tabIndex={-1}>Limits</h2>
      <p class="dim">
        The client nearest to a limit comes first. Limits are set in {overview.configFile}.
        {store !== undefined && (
          <>
            {" "}
            What is used was read <Age part={store} now={now} />.
          </>
        )}
      </p>
      {rows.length > 10 && (
        <FilterBar
          what="clients"
          hint="Filter"
          filter={filter}
          onFilter={setFilter}
          found={`${showCount(found.length)} of ${plural(rows.length, "client")}`}
        />
      )}
      <table class="limits stacked">
        <caption class="hidden">Limits used by each client</caption>
        <thead>
          <tr>
            <th scope="col">Client</th>
            {KINDS.map((kind) => (
              <th key={kind} scope="col">
                {TITLES[kind]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <LimitRow
            name={<b>all together, with the proxy's own group</b>}
            holding={overview.held}
            limits={overview.limits}
          />
          {shown.map(({ caller, owner }) => (
            <LimitRow
              key={`${caller.id} ${owner.owner}`}
              name={
                <>
                  <Value text={owner.owner} max={80} />
                  {caller.kind === "issuer" && <span class="note">issuer {caller.id}</span>}
                  {!caller.mayPush && <span class="note">may not push</span>}
                </>
              }
              holding={owner}
              limits={caller.limits}
            />
          ))}
        </tbody>
      </table>
      {found.length > shown.length && <p class="dim">The first {MAX_SHOWN} are shown.</p>}
    </>
  );
};

interface LimitRowProps {
  readonly name: preact.ComponentChildren;
  readonly holding: Holding;
  readonly limits: { readonly [Kind in keyof Holding]: number | undefined };
}

const LimitRow = ({ name, holding, limits }: LimitRowProps) => (
  <tr>
    <th scope="row">{name}</th>
    {KINDS.map((kind) => (
      <td key={kind} data-title={TITLES[kind]}>
        <LimitMeter what={kind} used={holding[kind]} limit={limits[kind]} />
      </td>
    ))}
  </tr>
);
