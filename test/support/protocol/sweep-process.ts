import { run } from "../../../lambda/sweep/run/run.ts";
import { SECOND } from "./draw.ts";
import { AMPLE_LIMITS, LIMITS } from "./limits-watch.ts";
import { connect, connectDestination } from "./network.ts";
import { type Process, toTicks } from "./process.ts";
import type { World } from "./world-parts.ts";

/** One sweep that runs repeatedly. */
export const sweepForever = async (world: World, process: Process): Promise<void> => {
  const { draw, random, rates, counts } = world;
  const sweepOnce = createSweep(world, process);
  while (!world.isOver) {
    // Once the world is calm, one sweep is enough, and each run counts.
    if (rates.isCalm && process.name !== "S1") {
      return;
    }
    await process.pause(
      rates.isCalm ? draw.times.betweenRunsMs + SECOND : SECOND + toTicks(random.between(0, draw.runEveryMs)),
    );
    await sweepOnce();
    counts.runs += 1;
  }
};

const createSweep = (world: World, process: Process): (() => Promise<void>) => {
  const { draw, store, weakening, pushgateway, counts, surroundings } = world;
  const { times, expireAfterMs } = draw;
  const server = weakening.sweepServer?.(store, store) ?? store;
  const destination = connectDestination(pushgateway, process, times.lateRelayMs);
  const ports = {
    store: connect({ server, seen: store }, process, times.lateWriteMs),
    reader: world.createReader(process),
    readPage: pushgateway.createPageReader(process),
    destination: weakening.sweepDestination?.(destination) ?? destination,
    now: process.now,
    createId: () => world.createRunId(process),
    backOff: (attempt: number) => process.pause(toTicks(attempt * SECOND)),
  };
  const settings = {
    times,
    trackedLabels: world.configuredLabels(process),
    expiry: () => expireAfterMs,
    heal: "off" as const,
    limits: draw.isLimited ? LIMITS : AMPLE_LIMITS,
    ownGroup: draw.hasOwnGroup ? ("on" as const) : ("off" as const),
  };
  return async () => {
    surroundings.log(() => `${process.name} begins a run`);
    const report = await run(ports, settings, "apply");
    counts.released += report.releasedEntries;
    counts.repaired += report.repairs.missing + report.repairs.older + report.repairs.leftOver;
    counts.expired += report.expired.length;
    counts.ownGroups += report.ownGroup === "relayed" ? 1 : 0;
    surroundings.log(() => `${process.name} ends a run: ${report.outcome}`);
  };
};
