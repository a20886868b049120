import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../random.ts";
import type { Disturbance } from "./disturbances.ts";
import { DisturbedSystem } from "./disturbed-system.ts";
import { PushLoad, type Violation } from "./push-load.ts";

export interface DisturbedRun {
  /** The violations after a disturbance and one run, in words. */
  readonly violations: readonly string[];
  /**
   * The time from the end of each disturbance until the Pushgateway showed all answers so far, while pushes went on.
   */
  readonly repairs: readonly { readonly disturbance: string; readonly tookMs: number }[];
  /** Answers by status; `none` if the product was down. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface DisturbanceSettings {
  readonly groups: number;
  readonly disturbances: readonly Disturbance[];
  readonly seed: number;
  readonly report?: (line: string) => void;
}

const GIVE_UP_MS = 40_000;

/** Runs one disturbance after the other under steady pushes, and judges the stored values after each. */
export const runDisturbances = async (settings: DisturbanceSettings): Promise<DisturbedRun> => {
  const random = new Random(settings.seed);
  const system = await DisturbedSystem.start();
  const load = new PushLoad({
    url: system.system.url,
    authorization: system.authorization,
    groups: settings.groups,
    workers: 8,
    pauseMs: 15,
    random,
  });
  const violations: string[] = [];
  const repairs: { disturbance: string; tookMs: number }[] = [];
  try {
    await load.fill();
    for (const disturbance of settings.disturbances) {
      load.resume();
      await sleep(random.between(200, 700));
      system.keepOldFile();
      await disturbance.happen(system, random);
      const tookMs = await untilRepaired(system, load);
      repairs.push({ disturbance: disturbance.name, tookMs });
      await load.pause();
      const found = await findViolations(system, load);
      violations.push(...found.map((violation) => `${disturbance.name}: ${violation}`));
      settings.report?.(`${disturbance.name}: shown again after ${tookMs} ms; ${found.length} violations`);
    }
    return { violations, repairs, answers: countAnswers(load) };
  } finally {
    await load.pause();
    load.close();
    await system.close();
  }
};

const untilRepaired = async (system: DisturbedSystem, load: PushLoad): Promise<number> => {
  const startMs = Date.now();
  const judge = load.judge();
  while (judge(await system.readPage()).size > 0 && Date.now() - startMs < GIVE_UP_MS) {
    await sleep(100);
  }
  return Date.now() - startMs;
};

/**
 * After one run without pushes, the store and the Pushgateway must have the last answered value or a later one that was
 * sent.
 */
const findViolations = async (system: DisturbedSystem, load: PushLoad): Promise<readonly string[]> => {
  const { outcome } = await system.sweep();
  const judge = load.judge();
  return [
    ...(outcome === "whole" ? [] : [`the run is ${outcome}`]),
    ...tell("in the store", judge(await system.readStore())),
    ...tell("at the Pushgateway", judge(await system.readPage())),
  ];
};

const tell = (where: string, found: ReadonlyMap<string, Violation>): readonly string[] =>
  Array.from(found, ([group, violation]) => `${group} is ${violation} ${where}`);

const countAnswers = ({ pushes }: PushLoad): Readonly<Record<string, number>> => {
  const answers: Record<string, number> = {};
  for (const { status } of pushes) {
    const name = String(status ?? "none");
    answers[name] = (answers[name] ?? 0) + 1;
  }
  return answers;
};
