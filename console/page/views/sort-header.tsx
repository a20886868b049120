import type { SortColumn, SortOrder } from "./group-list.ts";

interface SortHeaderProps {
  readonly column: SortColumn;
  readonly order: SortOrder;
  readonly onSort: (column: SortColumn) => void;
  readonly text: string;
  readonly class?: string;
}

export const SortHeader = ({ column, order, onSort, text, class: className }: SortHeaderProps) => {
  const direction = order.by !== column ? "none" : order.isDescending ? "descending" : "ascending";
  return (
    <th scope="col" class={className} aria-sort={direction}>
      <button type="button" class="sort" onClick={() => onSort(column)}>
        {text}
        <span aria-hidden="true">{{ none: "", ascending: " ↑", descending: " ↓" }[direction]}</span>
      </button>
    </th>
  );
};
