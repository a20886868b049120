/** Shown until a table is loaded. */
export const TableSkeleton = () => (
  <div role="status" aria-label="Loading" class="skeleton-rows">
    {[90, 70, 80, 60].map((width) => (
      <div key={width} class="skeleton" style={{ width: `${width}%` }} />
    ))}
  </div>
);

export const PageSkeleton = () => (
  <main class="is-loading">
    <div class="tiles" aria-hidden="true">
      {[1, 2, 3, 4, 5, 6].map((tile) => (
        <div key={tile} class="tile skeleton" />
      ))}
    </div>
    <TableSkeleton />
  </main>
);
