import type { Overview } from "../../api.ts";
import { useConsoleView } from "../data/console-context.ts";
import { toHref } from "../data/use-route.ts";
import { Bars } from "../parts/bars.tsx";
import { ProblemText } from "../parts/problem-text.tsx";
import { Value } from "../parts/value.tsx";
import { showBytes, showCount, showMs } from "../text/numbers.ts";
import { EmptyState } from "./empty-state.tsx";
import { GroupsTable } from "./groups-table.tsx";
import { PartStates } from "./part-states.tsx";
import { TableSkeleton } from "./skeleton.tsx";

/** The state of everything, and the groups. */
export const OverviewView = ({ filter }: { readonly filter: string }) => {
  const { overview, groups, groupsProblem } = useConsoleView();
  return (
    <>
      <h2 tabIndex={-1}>Overview</h2>
      <Tiles overview={overview} />
      <PartStates parts={overview.parts} />
      <section aria-labelledby="groups">
        <h3 id="groups">Groups</h3>
        <ProblemText text={groupsProblem} />
        {groups === undefined ? (
          groupsProblem === "" && <TableSkeleton />
        ) : groups.total === 0 ? (
          <EmptyState overview={overview} />
        ) : (
          <GroupsTable
            key={filter}
            table={groups}
            hasTraffic={overview.traffic !== undefined}
            initialFilter={filter}
          />
        )}
        {groups !== undefined && groups.unreadable.length > 0 && (
          <p class="bad">
            {showCount(groups.unreadable.length)} damaged items of the store cannot be read:{" "}
            <Value
              text={groups.unreadable.map(({ key, reason }) => `${key} (${reason})`).join("; ")}
              max={600}
            />
          </p>
        )}
      </section>
    </>
  );
};

/** The state of the page in one word. */
const PAGE_STATES = { good: "valid", bad: "invalid", waiting: "waiting", unknown: "unknown" } as const;

const Tiles = ({
  overview: { traffic, held, own, limits, parts, place },
}: {
  readonly overview: Overview;
}) => {
  const page = parts.find(({ name }) => name === "page")?.state ?? "unknown";
  const pageTone = page === "good" ? "good" : page === "bad" ? "bad" : "dim";
  return (
    <dl class="tiles">
      <Tile name="pushes, 30 min" value={traffic === undefined ? "–" : showCount(traffic.pushed)}>
        {traffic === undefined ? (
          <small>
            <a href={toHref("refusals")}>why?</a>
          </small>
        ) : (
          <Bars counts={traffic.pushedByMinute} what={["push", "pushes"]} />
        )}
      </Tile>
      <Tile
        name="refused, 30 min"
        value={traffic === undefined ? "–" : showCount(traffic.refused)}
        tone={(traffic?.refused ?? 0) > 0 ? "bad" : ""}
      >
        {traffic !== undefined && (
          <Bars counts={traffic.refusedByMinute} what={["refusal", "refusals"]} tone="bad" />
        )}
      </Tile>
      <Tile name="groups" value={showCount(held.groups - own.groups)}>
        <small>{limits.groups === undefined ? "no limit" : `of ${showCount(limits.groups)}`}</small>
      </Tile>
      <Tile name="series" value={showCount(held.series - own.series)}>
        <small>
          {limits.series === undefined ? "" : `of ${showCount(limits.series)}, `}
          {showBytes(held.bytes - own.bytes)}
        </small>
      </Tile>
      <Tile name="median push" value={traffic?.medianMs === undefined ? "–" : showMs(traffic.medianMs)}>
        <small>
          {traffic?.medianMs === undefined
            ? "no push was seen"
            : place === "aws"
              ? "in the push function"
              : "from request to answer"}
        </small>
      </Tile>
      <Tile name="page" value={PAGE_STATES[page]} tone={pageTone}>
        <small>as Prometheus sees it</small>
      </Tile>
    </dl>
  );
};

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly tone?: string;
  readonly children?: preact.ComponentChildren;
}

const Tile = ({ name, value, tone = "", children }: TileProps) => (
  <div class="tile">
    <dt>{name}</dt>
    <dd class={`figure ${tone}`}>{value}</dd>
    <dd class="under">{children}</dd>
  </div>
);
