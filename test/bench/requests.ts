/** `npm run bench -- requests [--json]`: what each shape of traffic asks of the store, counted with the real push code. */
import { TRAFFIC_SHAPES } from "../support/store/traffic-shapes.ts";
import { formatTable } from "./table.ts";

const FAMILIES = [1, 11] as const;

export const run = async ({ json }: { readonly json: boolean }): Promise<void> => {
  const rows = await Promise.all(
    Object.entries(TRAFFIC_SHAPES).map(async ([shape, { name, count }]) => ({
      shape,
      name,
      counts: await Promise.all(FAMILIES.map(count)),
    })),
  );
  process.stdout.write(json ? `${JSON.stringify(rows)}\n` : toReport(rows));
};

const toReport = (
  rows: readonly {
    readonly name: string;
    readonly counts: readonly { readonly writes: number; readonly readItems: number }[];
  }[],
): string =>
  formatTable(
    ["shape", ...FAMILIES.map((families) => `${families} families: writes, items read`)],
    rows.map(({ name, counts }) => [
      name,
      ...counts.map(({ writes, readItems }) => `${writes}, ${readItems}`),
    ]),
  );
