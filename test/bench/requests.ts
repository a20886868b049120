/**
 * `npm run bench -- requests [--json]`: the store requests of each shape of traffic, counted with the real push code.
 */
import { TRAFFIC_SHAPES } from "../support/store/traffic-shapes.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { formatTable } from "./table.ts";

const FAMILIES = [1, 11] as const;

interface Row {
  readonly shape: string;
  readonly name: string;
  readonly counts: readonly { readonly writes: number; readonly readItems: number }[];
}

export const run: Benchmark = async ({ progress }) => {
  const shapes = Object.entries(TRAFFIC_SHAPES);
  const rows: Row[] = [];
  for (const [done, [shape, { name, count }]] of shapes.entries()) {
    progress.show({ done, total: shapes.length, text: name });
    rows.push({ shape, name, counts: await Promise.all(FAMILIES.map(count)) });
  }
  const figures = FAMILIES.flatMap((families, index) => [
    {
      title: `writes, families: ${families}`,
      unit: "",
      figureOf: ({ counts }: Row) => counts[index]!.writes,
    },
    {
      title: `items read, families: ${families}`,
      unit: "",
      figureOf: ({ counts }: Row) => counts[index]!.readItems,
    },
  ]);
  return { json: rows, report: toReport(rows), drawings: toBars(rows, ({ name }) => name, figures) };
};

const toReport = (rows: readonly Row[]): string =>
  formatTable(
    ["shape", ...FAMILIES.map((families) => `${families} families: writes, items read`)],
    rows.map(({ name, counts }) => [
      name,
      ...counts.map(({ writes, readItems }) => `${writes}, ${readItems}`),
    ]),
  );
