import type { ComponentChildren } from "preact";

interface FilterBarProps {
  readonly what: string;
  readonly hint: string;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** The number of results. */
  readonly found: ComponentChildren;
  readonly children?: ComponentChildren;
}

export const FilterBar = ({ what, hint, filter, onFilter, found, children }: FilterBarProps) => (
  <div class="toolbar">
    <input
      type="search"
      aria-label={`Filter ${what}`}
      placeholder={hint}
      value={filter}
      onInput={({ currentTarget }) => onFilter(currentTarget.value)}
    />
    {children}
    <span role="status" class="dim">
      {found}
    </span>
  </div>
);
