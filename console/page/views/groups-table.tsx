import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GroupTable } from "../../api.ts";
import { FilterBar } from "../parts/filter-bar.tsx";
import { Select } from "../parts/select.tsx";
import { useNow } from "../parts/use-now.ts";
import { useWindow } from "../parts/use-window.ts";
import { plural, showCount } from "../text/numbers.ts";
import {
  filterGroups,
  type GroupState,
  indexGroups,
  type SortColumn,
  type SortOrder,
  sortGroups,
} from "./group-list.ts";
import { GroupRow } from "./group-row.tsx";
import { SortHeader } from "./sort-header.tsx";

/** With more rows than this, all rows have the same height and only the visible ones are drawn. */
const MAX_DRAWN = 100;
const ROW_HEIGHT = 57;

const STATES: readonly (readonly [GroupState, string])[] = [
  ["all", "all groups"],
  ["late", "late or expiring"],
  ["waiting", "not relayed yet"],
  ["foreign", "not pushed here"],
];

interface GroupsTableProps {
  readonly table: GroupTable;
  readonly hasTraffic: boolean;
  readonly initialFilter: string;
}

export const GroupsTable = ({ table, hasTraffic, initialFilter }: GroupsTableProps) => {
  const now = useNow();
  const [filter, setFilter] = useState(initialFilter);
  const [state, setState] = useState<GroupState>("all");
  const [order, setOrder] = useState<SortOrder>({ by: "group", isDescending: false });
  const [open, setOpen] = useState<string>();
  const [detailHeight, setDetailHeight] = useState(0);
  const [rowHeight, setRowHeight] = useState(ROW_HEIGHT);
  const body = useRef<HTMLTableSectionElement>(null);

  const sorted = useMemo(() => sortGroups(indexGroups(table.groups), order), [table, order]);
  // Only the filter of late groups depends on the time.
  const filterNow = state === "late" ? now : 0;
  const shown = useMemo(
    () => filterGroups(sorted, filter, state, filterNow),
    [sorted, filter, state, filterNow],
  );
  const isLong = shown.length > MAX_DRAWN;
  const openIndex = useMemo(() => shown.findIndex(({ group }) => group.path === open), [shown, open]);
  const range = useWindow(body, shown.length, rowHeight, openIndex, openIndex < 0 ? 0 : detailHeight);
  const { start, end } = isLong ? range : { start: 0, end: shown.length };

  useLayoutEffect(() => {
    const height = body.current?.querySelector(".group-row")?.getBoundingClientRect().height ?? 0;
    if (isLong && height > 0 && Math.abs(height - rowHeight) > 0.5) {
      setRowHeight(height);
    }
  });

  const above = start * rowHeight + (openIndex >= 0 && openIndex < start ? detailHeight : 0);
  const below = (shown.length - end) * rowHeight + (openIndex >= end ? detailHeight : 0);
  const sort = (by: SortColumn) =>
    setOrder((now) => ({ by, isDescending: now.by === by && !now.isDescending }));
  const columns = hasTraffic ? 6 : 5;

  return (
    <>
      <FilterBar
        what="groups"
        hint="Filter, as in job=ci main"
        filter={filter}
        onFilter={setFilter}
        found={
          <>
            {shown.length === table.groups.length
              ? plural(table.total, "group")
              : `${showCount(shown.length)} of ${plural(table.total, "group")}`}
            {table.total > table.groups.length && `, the first ${showCount(table.groups.length)} are listed`}
          </>
        }
      >
        <Select label="Which groups" value={state} choices={STATES} onChoose={setState} />
      </FilterBar>
      {shown.length === 0 ? (
        <p class="nothing">No group matches.</p>
      ) : (
        <table class={isLong ? "groups groups-long" : "groups"} aria-rowcount={shown.length + 1}>
          <caption class="hidden">Groups</caption>
          <thead>
            <tr>
              <SortHeader column="group" order={order} onSort={sort} text="Group" />
              <SortHeader column="pushed" order={order} onSort={sort} text="Last push" />
              <SortHeader column="client" order={order} onSort={sort} text="Client" class="wide" />
              <SortHeader column="series" order={order} onSort={sort} text="Series" class="wide num" />
              <SortHeader column="bytes" order={order} onSort={sort} text="Size" class="wide num" />
              {hasTraffic && (
                <th scope="col" class="wide">
                  Pushes, 30 min
                </th>
              )}
            </tr>
          </thead>
          <tbody ref={body}>
            {above > 0 && <Gap height={above} columns={columns} />}
            {shown.slice(start, end).map(({ group }, index) => (
              <GroupRow
                key={group.path}
                group={group}
                rowIndex={start + index + 2}
                columns={columns}
                now={now}
                isOpen={group.path === open}
                onToggle={() => setOpen((path) => (path === group.path ? undefined : group.path))}
                onDetailHeight={setDetailHeight}
              />
            ))}
            {below > 0 && <Gap height={below} columns={columns} />}
          </tbody>
        </table>
      )}
    </>
  );
};

const Gap = ({ height, columns }: { readonly height: number; readonly columns: number }) => (
  <tr class="gap">
    <td colSpan={columns} style={{ height: `${height}px` }} />
  </tr>
);
