import type { Progress } from "../../infra/local/terminal/progress.ts";
import { createAuthenticate } from "../../lambda/authenticate/authenticate.ts";
import { createClientDirectory } from "../../lambda/authenticate/client-directory.ts";
import { Secret } from "../../lambda/model/secret.ts";
import { toBasicAuth } from "../support/credentials.ts";
import { createProxyConfig } from "../support/proxy-config.ts";
import { toBars } from "./bars.ts";
import type { Benchmark } from "./benchmark.ts";
import { formatTable } from "./table.ts";

const TRIES = 10_000;

const TOKEN = "a".repeat(48);

/**
 * Sent in turn, so that the machine's load affects all equally. The first one occurs twice: the difference is the
 * noise.
 */
const CASES = {
  "wrong token, right length": toBasicAuth("desktop-app", "b".repeat(48)),
  "wrong token, right length, again": toBasicAuth("desktop-app", "b".repeat(48)),
  "wrong token, first 47 characters right": toBasicAuth("desktop-app", `${"a".repeat(47)}b`),
  "wrong token, wrong length": toBasicAuth("desktop-app", "b".repeat(24)),
  "unknown client": toBasicAuth("desktop-apq", "b".repeat(48)),
} as const;

/**
 * The time of the authorizer's refusals. A caller who measures it should learn neither which clients exist nor how good
 * a guess was. A token of half the length is refused about 3 % sooner, whatever the right token is: the header is
 * shorter, and most of the work is reading and hashing it.
 */
export const run: Benchmark = async ({ progress }) => {
  const measured = await measure(progress);
  const reference = medianOf(measured.get("wrong token, right length") ?? []);
  const rows = [...measured].map(([name, times]) => ({
    name,
    medianMicroseconds: medianOf(times),
    quartilesApart: quantileOf(times, 0.75) - quantileOf(times, 0.25),
    ratio: medianOf(times) / reference,
  }));
  return {
    json: { tries: TRIES, rows },
    report: report(rows),
    drawings: toBars(rows, ({ name }) => name, [
      { title: "median of a refusal", unit: "µs", figureOf: ({ medianMicroseconds }) => medianMicroseconds },
    ]),
  };
};

interface Row {
  readonly name: string;
  readonly medianMicroseconds: number;
  readonly quartilesApart: number;
  readonly ratio: number;
}

const report = (rows: readonly Row[]): string =>
  formatTable(
    [`refused (${TRIES} tries)`, "median µs", "quartiles apart µs", "ratio"],
    rows.map(({ name, medianMicroseconds, quartilesApart, ratio }) => [
      name,
      medianMicroseconds.toFixed(2),
      quartilesApart.toFixed(2),
      ratio.toFixed(3),
    ]),
  );

const measure = async (progress: Progress): Promise<ReadonlyMap<string, readonly number[]>> => {
  const authenticate = createWarmStage();
  const times = new Map<string, number[]>(Object.keys(CASES).map((name) => [name, []]));
  for (let i = 0; i < TRIES * 1.2; i++) {
    if (i % 1_000 === 0) {
      progress.show({ done: i, total: TRIES * 1.2, text: "tries" });
    }
    for (const [name, header] of Object.entries(CASES)) {
      const startedAt = process.hrtime.bigint();
      await authenticate(header);
      const microseconds = Number(process.hrtime.bigint() - startedAt) / 1000;
      if (i >= TRIES * 0.2) {
        times.get(name)?.push(microseconds);
      }
    }
  }
  return times;
};

const createWarmStage = () => {
  const stored = { current: { token: new Secret(TOKEN), createdAtMs: Date.now() }, previous: undefined };
  return createAuthenticate({
    directory: createClientDirectory(createProxyConfig()),
    overlapSeconds: 86_400,
    secretStore: { read: async () => stored },
    readIssuerKeys: async () => undefined,
    verify: () => ({ kind: "invalid" }),
    now: Date.now,
    onRead: () => {},
  });
};

const medianOf = (times: readonly number[]): number => quantileOf(times, 0.5);

const quantileOf = (times: readonly number[], quantile: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * quantile)] ?? Number.NaN;
