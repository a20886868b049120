import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../random.ts";
import { FaultedSystem } from "./faulted-system.ts";
import type { Fault } from "./faults.ts";
import { PushLoad, type Violation } from "./push-load.ts";

export interface FaultRun {
  /** What was wrong after a fault and one run, in words. */
  readonly violations: readonly string[];
  /** From the end of each fault until the Pushgateway showed all that had been answered by then, with pushes going on. */
  readonly repairs: readonly { readonly fault: string; readonly tookMs: number }[];
  /** Answers by status; `none` where the product was away. */
  readonly answers: Readonly<Record<string, number>>;
}

export interface FaultRunSettings {
  readonly groups: number;
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly report?: (line: string) => void;
}

const GIVE_UP_MS = 40_000;

/** Lets one fault after the other happen under a load of steady pushes, and judges what is held after each. */
export const runFaults = async (settings: FaultRunSettings): Promise<FaultRun> => {
  const random = new Random(settings.seed);
  const system = await FaultedSystem.start();
  const load = new PushLoad({
    url: system.system.url,
    authorization: system.authorization,
    groups: settings.groups,
    workers: 8,
    pauseMs: 15,
    random,
  });
  const violations: string[] = [];
  const repairs: { fault: string; tookMs: number }[] = [];
  try {
    await load.fill();
    for (const fault of settings.faults) {
      load.resume();
      await sleep(random.between(200, 700));
      system.keepOldFile();
      await fault.happen(system, random);
      const tookMs = await untilRepaired(system, load);
      repairs.push({ fault: fault.name, tookMs });
      await load.pause();
      const found = await judgeAtRest(system, load);
      violations.push(...found.map((violation) => `${fault.name}: ${violation}`));
      settings.report?.(`${fault.name}: shown again after ${tookMs} ms; ${found.length} violations`);
    }
    return { violations, repairs, answers: countAnswers(load) };
  } finally {
    await load.pause();
    load.close();
    await system.close();
  }
};

const untilRepaired = async (system: FaultedSystem, load: PushLoad): Promise<number> => {
  const startMs = Date.now();
  const judge = load.judge();
  while (judge(await system.readPage()).size > 0 && Date.now() - startMs < GIVE_UP_MS) await sleep(100);
  return Date.now() - startMs;
};

/** No push is under way: after one run the store and the Pushgateway hold the last answered value or a later sent one. */
const judgeAtRest = async (system: FaultedSystem, load: PushLoad): Promise<readonly string[]> => {
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
