import { createHash } from "node:crypto";
import type { Limits } from "../../../lambda/model/client.ts";
import { CONTENT_TYPES } from "../../support/hostile/payloads/all.ts";
import type { WorstPush } from "./worst-pushes.ts";

/**
 * The largest accepted pushes. Each fills one limit and passes all stages, including the store and the relay. Each seed
 * gives the group other series, so every push takes the long way and creates all its names.
 */
export const createAcceptedPushes = (limits: Limits): readonly WorstPush[] =>
  Object.entries(PAYLOADS).map(([name, create]) => ({
    name: `accepted: ${name}`,
    headers: { "content-type": CONTENT_TYPES.text },
    create: (seed) => Buffer.from(`${create(limits, seed)}\n`),
    isAccepted: true as const,
  }));

const PAYLOADS: Readonly<Record<string, (limits: Limits, seed: string) => string>> = {
  "as many series as one family may have": ({ series }, seed) =>
    `# TYPE ${seed} gauge\n${lines(series, (index) => `${seed}{n="${index}"} ${index}.5`)}`,
  "as many families and series as a push may have": ({ families, series }, seed) =>
    lines(families, (family) => {
      const name = `${seed}_${family}`;
      return `# TYPE ${name} gauge\n${lines(series / families, (index) => `${name}{n="${index}"} ${index}`)}`;
    }),
  "as many exposed names as a client may hold, in three pushes": ({ totalNames }, seed) =>
    lines(Math.floor(totalNames / PUSHES / NAMES_OF_HISTOGRAM) - FAMILIES_OF_SAMPLE, (family) => {
      const name = `${seed}_${family}`;
      return `# TYPE ${name} histogram\n${name}_bucket{le="1"} 1\n${name}_bucket{le="+Inf"} 2\n${name}_sum 3\n${name}_count 2`;
    }),
  "a histogram with as many buckets as series": ({ series }, seed) => {
    const buckets = series - COUNT_AND_SUM;
    const bounds = lines(buckets - 1, (index) => `${seed}_bucket{le="${index}"} ${index}`);
    return `# TYPE ${seed} histogram\n${bounds}\n${seed}_bucket{le="+Inf"} ${buckets}\n${seed}_sum 1\n${seed}_count ${buckets}`;
  },
  "as many scraped bytes as labels on buckets can make": ({ series, scrapedBytes }, seed) => {
    const labelBytes = Math.floor(scrapedBytes / series) - MARGIN_BYTES;
    const labels = `a="${seed}${"x".repeat(labelBytes - seed.length)}"`;
    const buckets = series - COUNT_AND_SUM;
    const bounds = lines(buckets - 1, (index) => `${seed}_bucket{${labels},le="${index}"} ${index}`);
    return `# TYPE ${seed} histogram\n${bounds}\n${seed}_bucket{${labels},le="+Inf"} ${buckets}\n${seed}_sum{${labels}} 1\n${seed}_count{${labels}} ${buckets}`;
  },
  "as many relayed bytes as HELP texts can make": ({ relayedBytes, helpLength, families }, seed) => {
    const length = Math.min(helpLength, Math.floor(relayedBytes / families) - MARGIN_BYTES);
    return lines(families, (family) => {
      const name = `${seed}_${family}`;
      return `# HELP ${name} ${seed}${"h".repeat(length - seed.length)}\n# TYPE ${name} gauge\n${name} 1`;
    });
  },
  "as many bytes as can be stored of values that do not compress": (_, seed) => {
    const values = Math.floor(STORED_BYTES / COMPRESSED_VALUE_BYTES);
    return `# TYPE ${seed} gauge\n${lines(values, (index) => `${seed}{v="${toRandomText(`${seed}${index}`)}"} ${index}`)}`;
  },
};

const lines = (count: number, toLine: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => toLine(index)).join("\n");

/** 86 characters with 64 random bytes. */
const toRandomText = (seed: string): string => createHash("sha512").update(seed).digest("base64url");

const COUNT_AND_SUM = 2;
/** Of each kind, one after the other. */
const PUSHES = 3;
const NAMES_OF_HISTOGRAM = 4;
/** More than it has. */
const FAMILIES_OF_SAMPLE = 20;
/** For names, tags and lengths. */
const MARGIN_BYTES = 60;
/** Below the 380 KB that a group may take. */
const STORED_BYTES = 360 * 1024;
/** The compressed size of a value of {@link toRandomText}, with its number and tags. */
const COMPRESSED_VALUE_BYTES = 76;
