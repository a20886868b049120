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
      {["pushes", "refused", "groups", "series", "median", "page"].map((name) => (
        <div key={name} class="tile skeleton" />
      ))}
    </div>
    <TableSkeleton />
  </main>
);
