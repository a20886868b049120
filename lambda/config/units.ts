import type { RateConfig } from "./proxy-config.ts";

/** `30s`, `15m`, `24h`, `30d`, `2w`: seconds, or undefined for anything else. */
export const parseDuration = (text: string): number | undefined => {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return count === undefined || unit === undefined
    ? undefined
    : Number(count) * (SECONDS[unit] ?? Number.NaN);
};

/** `20/s` or `600/m`: requests a second, or undefined for anything else. */
export const parseRate = (text: string): RateConfig["requestsPerSecond"] | undefined => {
  const [, count, unit] = RATE.exec(text) ?? [];
  return count === undefined || unit === undefined
    ? undefined
    : Number(count) / (SECONDS[unit] ?? Number.NaN);
};

/** `512KiB`, `4MiB` or `1GiB`, fractions allowed: whole bytes, or undefined for anything else. */
export const parseSize = (text: string): number | undefined => {
  const [, count, unit] = SIZE.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    return undefined;
  }
  return Math.floor(Number(count) * (BYTES[unit] ?? Number.NaN));
};

export const DURATION = /^([1-9][0-9]{0,5})(s|m|h|d|w)$/;
export const RATE = /^([1-9][0-9]{0,6})\/(s|m)$/;
export const SIZE = /^([0-9]{1,7}(?:\.[0-9]{1,3})?)(KiB|MiB|GiB)$/;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

const BYTES: Readonly<Record<string, number>> = { KiB: 1_024, MiB: 1_024 ** 2, GiB: 1_024 ** 3 };
