import { showNumber } from "../../lambda/model/printable.ts";
import type { CiMetric } from "../metrics.ts";

export type CiUnit = CiMetric["unit"];

/** The unit at the end of a metric's name, by Prometheus' naming conventions. */
export const unitOf = (name: string): CiUnit => {
  const word = name
    .replace(/_total$/, "")
    .split("_")
    .at(-1);
  return word === "seconds" || word === "bytes" || word === "ratio" ? word : "count";
};

/** A readable amount: 12.3 s, 4 min 5 s, 1.23 MB, 81.5 %, 12,345. */
export const showAmount = (value: number, unit: CiUnit): string => {
  if (!Number.isFinite(value)) {
    return showNumber(value);
  }
  const sign = value < 0 ? "-" : "";
  return `${sign}${SHOW[unit](Math.abs(value))}`;
};

/** A difference, with its sign: +1.2 s, -3, +0.5 points. */
export const showDifference = (value: number, unit: CiUnit): string => {
  const amount =
    unit === "ratio" ? `${trim(Math.abs(value) * 100)} points` : showAmount(Math.abs(value), unit);
  return `${value < 0 || Object.is(value, -0) ? "-" : "+"}${amount}`;
};

const showSeconds = (seconds: number): string => {
  if (seconds !== 0 && seconds < 0.9995) {
    return `${trim(seconds * 1_000)} ms`;
  }
  if (seconds < 59.95) {
    return `${trim(seconds)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3_600) {
    return joinParts([whole / 60, "min"], [whole % 60, "s"]);
  }
  const minutes = Math.round(whole / 60);
  return joinParts([minutes / 60, "h"], [minutes % 60, "min"]);
};

const joinParts = (...parts: readonly (readonly [number, string])[]): string =>
  parts
    .map(([amount, unit]) => [Math.floor(amount), unit] as const)
    .filter(([amount]) => amount !== 0)
    .map(([amount, unit]) => `${amount.toLocaleString("en-US")} ${unit}`)
    .join(" ");

const showBytes = (bytes: number): string => {
  const [size, name] = BYTE_UNITS.find(([unit]) => bytes >= unit * 0.9995) ?? [1, "B"];
  return `${trim(bytes / size)} ${name}`;
};

const BYTE_UNITS = [
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
] as const;

/** Three significant digits, or all digits of a larger whole number. */
const trim = (value: number): string =>
  Number.isInteger(value) || value >= 1_000
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));

/** A count is usually a whole number, but some metrics without a unit are not. */
const showCount = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString("en-US") : String(Number(value.toPrecision(4)));

const SHOW: Readonly<Record<CiUnit, (value: number) => string>> = {
  seconds: showSeconds,
  bytes: showBytes,
  ratio: (value) => `${trim(value * 100)} %`,
  count: showCount,
};
