/**
 * How often a property is tried: `short` in the loop, `full` if TEST_LENGTH is `full`, as in `npm run test:long` and
 * `npm run test:all`.
 */
export const toRuns = ({ short, full }: { readonly short: number; readonly full: number }): number =>
  process.env["TEST_LENGTH"] === "full" ? full : short;
