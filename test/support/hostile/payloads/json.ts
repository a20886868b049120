import { CJK, fill, type HostilePayload, join, pad } from "./parts.ts";

type Create = HostilePayload["create"];

/** Comma-separated parts between a head and a tail. */
const list =
  (head: string, tail: string, piece: (index: number, seed: string) => string): Create =>
  (size, seed) =>
    fill(size, (index) => `${index === 0 ? "" : ","}${piece(index, seed)}`, { head, tail });

const GAUGE = '[{"name":"a","type":"gauge","metrics":[';

const series = (piece: (index: number, seed: string) => string): Create => list(GAUGE, "]}]", piece);

const labels = (count: number, label: (index: number) => string): string => join(count, label, ",");

const JSON_SHAPES: Readonly<Record<string, Create>> = {
  "shorthand gauges": list("{", "}", (i, seed) => `"${seed}${i}":1`),
  "one gauge, again and again": series(() => '{"value":1}'),
  families: list("[", "]", (i, seed) => `{"name":"${seed}${i}","type":"gauge","metrics":[{"value":1}]}`),
  "empty families": list("[", "]", () => "{}"),
  "different labels on one series": list(
    `${GAUGE}{"value":1,"labels":{`,
    "}}]}]",
    (i, seed) => `"${seed}${i}":""`,
  ),
  "a repeated label": list(`${GAUGE}{"value":1,"labels":{`, "}}]}]", () => '"a":""'),
  "a label name for each series": series((i, seed) => `{"value":1,"labels":{"${seed}${i}":"1"}}`),
  "a label shape for each series, 100 labels each": series(
    (i, seed) => `{"value":1,"labels":{${labels(100, (label) => `"${seed}${i}_${label}":"1"`)}}}`,
  ),
  "objects with different unknown keys": list(
    "[",
    "]",
    (i, seed) => `{${labels(50, (key) => `"${seed}${i}_${key}":1`)}}`,
  ),
  "the longest label values": series(
    (i, seed) =>
      `{"value":1,"labels":{${labels(12, (label) => `"l${label}":"${pad(seed, i * 100 + label, 1_024)}"`)}}}`,
  ),
  "the longest label values, CJK": series(
    (i, seed) =>
      `{"value":1,"labels":{${labels(64, (label) => `"l${label}":"${pad(seed, i * 100 + label, 1_024, CJK)}"`)}}}`,
  ),
  "many short labels": series(
    (i, seed) => `{"value":1,"labels":{${labels(40, (label) => `"l${label}":"${seed}${i * 41 + label}"`)}}}`,
  ),
  "keys of escapes": series((i, seed) => `{"value":1,"labels":{"${seed}${i}${"\\u0061".repeat(30)}":"1"}}`),
  "one histogram of many buckets": list(
    '[{"name":"h","type":"histogram","metrics":[{"count":1,"buckets":{',
    "}}]}]",
    (i) => `"${i}.5":1`,
  ),
  "histograms of other bounds each": list(
    '[{"name":"h","type":"histogram","metrics":[',
    "]}]",
    (i, seed) =>
      `{"labels":{"a":"${seed}${i}"},"count":1,"buckets":{${labels(20, (bucket) => `"${i}.${bucket}5":1`)}}}`,
  ),
  "one summary of many quantiles": list(
    '[{"name":"s","type":"summary","metrics":[{"count":1,"sum":1,"quantiles":{',
    "}}]}]",
    (i) => `"0.${i}1":1`,
  ),
  "a list of numbers": list("[", "]", () => "1"),
  "an object of one key, again and again": list("{", "}", () => '"a":1'),
  "empty lists": list("[", "]", () => "[]"),
  "one endless text": (size, seed) => Buffer.from(`{"${pad(seed, 0, size - 10)}":1}`),
  "one endless text that is not ASCII": (size, seed) =>
    Buffer.from(`{"${pad(seed, 0, Math.floor(size / 3) - 10, CJK)}":1}`),
  "endless white space": (size) => Buffer.from(`{"a":1${" ".repeat(size - 10)}}`),
};

export const JSON_PAYLOADS: readonly HostilePayload[] = Object.entries(JSON_SHAPES).map(([name, create]) => ({
  name,
  format: "json",
  create,
}));
