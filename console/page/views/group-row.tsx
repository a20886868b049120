import { useLayoutEffect, useRef } from "preact/hooks";
import type { Group } from "../../api.ts";
import { Bars } from "../parts/bars.tsx";
import { KeyChips } from "../parts/labels.tsx";
import { Value } from "../parts/value.tsx";
import { toAge } from "../text/freshness.ts";
import { plural, showBytes, showCount } from "../text/numbers.ts";
import { GroupDetail } from "./group-detail.tsx";

const RELAYED: { readonly [State in Group["relayed"]]: string } = {
  relayed: "",
  waiting: "not at the Pushgateway yet",
  foreign: "not pushed through the proxy",
  unknown: "",
};

interface GroupRowProps {
  readonly group: Group;
  readonly rowIndex: number;
  readonly columns: number;
  readonly now: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onDetailHeight: (height: number) => void;
}

export const GroupRow = ({
  group,
  rowIndex,
  columns,
  now,
  isOpen,
  onToggle,
  onDetailHeight,
}: GroupRowProps) => {
  const { job, labels, series, bytes, owner, relayed, pushedByMinute } = group;
  const { ago, meaning, freshness } = toAge(group, now);
  return (
    <>
      <tr class="group-row" aria-rowindex={rowIndex}>
        <th scope="row">
          <button type="button" class="toggle" aria-expanded={isOpen} onClick={onToggle}>
            <KeyChips job={job} labels={labels} />
          </button>
          {RELAYED[relayed] !== "" && <span class="note warn">{RELAYED[relayed]}</span>}
          <span class="note narrow">
            {owner !== undefined && <Value text={owner} max={40} />} {plural(series, "series", "series")}
          </span>
        </th>
        <td class={`age age-${freshness}`}>
          <span>{ago}</span>
          {meaning !== "" && <span class="note">{meaning}</span>}
        </td>
        <td class="wide">
          {owner === undefined ? <span class="dim">unknown</span> : <Value text={owner} max={40} />}
        </td>
        <td class="wide num">{showCount(series)}</td>
        <td class="wide num">{bytes === undefined ? "" : showBytes(bytes)}</td>
        {columns === 6 && (
          <td class="wide">
            {pushedByMinute !== undefined && <Bars counts={pushedByMinute} what={["push", "pushes"]} />}
          </td>
        )}
      </tr>
      {isOpen && (
        <tr class="detail">
          <td colSpan={columns}>
            <Measured onHeight={onDetailHeight}>
              <GroupDetail group={group} now={now} />
            </Measured>
          </td>
        </tr>
      )}
    </>
  );
};

interface MeasuredProps {
  readonly onHeight: (height: number) => void;
  readonly children: preact.ComponentChildren;
}

/** Reports the height of its row, which a long table needs. */
const Measured = ({ onHeight, children }: MeasuredProps) => {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const row = box.current!.closest("tr")!;
    const observer = new ResizeObserver(() => onHeight(row.getBoundingClientRect().height));
    observer.observe(row);
    return () => observer.disconnect();
  }, [onHeight]);
  return <div ref={box}>{children}</div>;
};
