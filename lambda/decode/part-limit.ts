import { type Refusal, refuse } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";

/**
 * How many parts (families, metrics, buckets, quantiles; lines) are read of a payload, whoever pushes it: 16 MiB have room for
 * eight million, which would take a gigabyte of memory only to be refused. Far more than the Pushgateway is meant to hold.
 */
export const MAX_PARTS = 500_000;

/** Labels of one metric, likewise. */
export const MAX_LABELS = 10_000;

/** Values of any kind in JSON, likewise: labels count, too. */
export const MAX_JSON_VALUES = 1_000_000;

/** `parts` names what there is too much of, with its number. */
export const refuseTooManyParts = (parts: string): Err<Refusal> =>
  refuse(
    "limit-exceeded",
    `the payload has more than ${parts}, which is more than anyone may push at a time; push less`,
  );
