import type { MetricFamily } from "../../../lambda/model/exposition.ts";
import type { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { GroupPush, StoreOutcome, StorePorts } from "../../../lambda/store/group-push.ts";
import { deleteGroup } from "../../../lambda/store/groups/delete-group.ts";
import { AWS_TIMES } from "../../../lambda/store/run-times.ts";
import { createExpiry } from "../../../lambda/sweep/garbage/expire.ts";
import { run } from "../../../lambda/sweep/run/run.ts";
import type { RunPorts } from "../../../lambda/sweep/run/run-ports.ts";
import type { RunMode, RunReport } from "../../../lambda/sweep/run/run-report.ts";
import type { RunSettings } from "../../../lambda/sweep/run/run-settings.ts";
import { ModelPushgateway } from "./model-pushgateway.ts";
import { StoreWorld } from "./store-world.ts";

/** A store, a model of a Pushgateway, push functions and a sweep, on one clock that the test moves. */
export class RunWorld {
  readonly world: StoreWorld;
  readonly pushgateway = new ModelPushgateway();
  readonly #functions: StorePorts;
  settings: RunSettings;

  constructor(world = new StoreWorld(), trackedLabels: readonly string[] = ["instance"]) {
    this.world = world;
    this.#functions = world.createFunction(trackedLabels);
    this.settings = {
      times: AWS_TIMES,
      trackedLabels: new Set(trackedLabels),
      expiry: createExpiry([]),
      heal: "off",
      limits: { allowed: new Map(), maxima: world.maxima },
      ownGroup: "off",
    };
  }

  get ports(): RunPorts {
    const { world, pushgateway } = this;
    return {
      store: world.store,
      reader: pushgateway,
      readPage: pushgateway.readPage,
      destination: pushgateway,
      now: () => world.nowMs,
      createId: () => world.createId(),
      // Another run goes on meanwhile.
      backOff: async () => void (await new Promise(setImmediate)),
    };
  }

  /** A run that comes late enough after the last one to count. */
  async run(mode: RunMode = "apply"): Promise<RunReport> {
    this.world.nowMs += 100_000;
    return run(this.ports, this.settings, mode);
  }

  async runTimes(times: number): Promise<RunReport> {
    let report = await this.run();
    for (let ran = 1; ran < times; ran++) {
      report = await this.run();
    }
    return report;
  }

  /** Stores a push and, unless its relay is lost, delivers it. */
  async push(
    families: readonly MetricFamily[],
    parts: Partial<GroupPush> & { readonly relay?: "lost" } = {},
  ): Promise<StoreOutcome> {
    const { relay, ...push } = parts;
    const outcome = await this.world.write(families, push, this.#functions);
    if (outcome.kind === "stored" && relay !== "lost") {
      await this.pushgateway.write(outcome);
    }
    return outcome;
  }

  async delete(key: GroupingKey, relay: "lost" | "delivered" = "delivered"): Promise<void> {
    this.world.nowMs += 1_000;
    await deleteGroup(key, this.world.createId(), this.#functions);
    if (relay === "delivered") {
      await this.pushgateway.remove(key);
    }
  }
}
