import { formatTable } from "../table.ts";
import type { Measured, Row, SideName } from "./results.ts";

export const TITLES: Readonly<Record<SideName, string>> = {
  sqlite: "proxy, store in SQLite",
  memory: "proxy, store in memory",
  against: "proxy, the other checkout",
  bareRelay: "relay that does nothing",
  checked: "Pushgateway alone, its check on",
};

/** The store of each proxy of this checkout. */
const STORES = ["memory", "sqlite"] as const;

/** All figures, then the ratios of pushes to each other side, over all windows of both. */
export const toReport = (rows: readonly Row[]): string =>
  [
    formatTable(
      ["groups", "side", "pushes/s", "best", "p50 ms", "p99 ms", "CPU us/push", "Pushgateway's", "errors"],
      rows.flatMap(({ groups, sides }) =>
        [...sides].map(([name, measured]) => [String(groups), TITLES[name], ...toCells(measured)]),
      ),
    ),
    formatTable(
      [
        "groups",
        "store",
        "/ other checkout",
        "/ checked Pushgateway",
        "/ relay that does nothing",
        "CPU / other checkout",
        "load",
      ],
      rows.flatMap((row) => STORES.map((store) => toRatios(row, store))),
    ),
    STORES.map((store) => toGrowth(rows, store)).join(""),
  ].join("\n");

const toCells = (measured: Measured): readonly string[] => [
  measured.pushesPerSecond.toFixed(0),
  measured.bestPushesPerSecond.toFixed(0),
  measured.p50Ms.toFixed(2),
  measured.p99Ms.toFixed(2),
  measured.cpuMicroseconds?.toFixed(0) ?? "",
  measured.pushgatewayCpuMicroseconds?.toFixed(0) ?? "",
  String(measured.errors),
];

const toRatios = ({ groups, sides, load }: Row, store: SideName): readonly string[] => {
  const rateOf = (name: SideName): number | undefined => sides.get(name)?.pushesPerSecond;
  const ratio = (name: SideName): string => {
    const other = rateOf(name);
    if (other === undefined) {
      return "";
    }
    return other === 0 ? "it answered none" : `${(rateOf(store)! / other).toFixed(2)} x`;
  };
  const [cpu, otherCpu] = [store, "against" as const].map((name) => sides.get(name)?.cpuMicroseconds);
  return [
    String(groups),
    store,
    ...[ratio("against"), ratio("checked"), ratio("bareRelay")],
    cpu === undefined || otherCpu === undefined ? "" : `${(cpu / otherCpu).toFixed(2)} x`,
    load.toFixed(1),
  ];
};

const toGrowth = (rows: readonly Row[], store: SideName): string => {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const [before, after] = [first, last].map(({ sides }) => sides.get(store)!.pushesPerSecond);
  const growth = (before! / after!).toFixed(2);
  return `a push from ${first.groups} to ${last.groups} groups, store ${store}: ${growth} times as long\n`;
};
