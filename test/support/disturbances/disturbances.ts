import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../random.ts";
import type { DisturbedSystem, FoundFile } from "./disturbed-system.ts";
import type { WireMode } from "./wire.ts";

/** Something that goes wrong for a while. At its end everything runs again, perhaps with something to repair. */
export interface Disturbance {
  readonly name: string;
  readonly happen: (system: DisturbedSystem, random: Random) => Promise<void>;
}

const LONGEST_AWAY_MS = 1_500;

const away = (random: Random): Promise<void> => sleep(random.between(0, LONGEST_AWAY_MS));

const killPushgateway = (finds: FoundFile): Disturbance => ({
  name: `the Pushgateway is killed and finds ${finds}`,
  happen: async (system, random) => {
    await system.killPushgateway();
    await away(random);
    await system.startPushgateway(finds);
  },
});

export const KILL_PRODUCT: Disturbance = {
  name: "the product is killed",
  happen: async (system, random) => {
    await system.killProduct();
    await away(random);
    await system.startProduct();
  },
};

export const KILL_PRODUCT_DURING_START: Disturbance = {
  name: "the product is killed, and again while it starts",
  happen: async (system, random) => {
    await system.killProduct();
    for (let time = 1; time <= 2; time++) {
      await system.killProductDuringStart(random.between(50, 1_500));
    }
    await system.startProduct();
  },
};

export const killBoth = (finds: FoundFile): Disturbance => ({
  name: `both are killed, and the Pushgateway finds ${finds}`,
  happen: async (system, random) => {
    await Promise.all([system.killProduct(), system.killPushgateway()]);
    await away(random);
    await Promise.all([system.startPushgateway(finds), system.startProduct()]);
  },
});

export const disturbWire = (mode: WireMode, forMs: number): Disturbance => ({
  name: `the connection to the Pushgateway: ${mode.kind}`,
  happen: async ({ wire }) => {
    wire.mode = mode;
    await sleep(forMs);
    wire.mode = { kind: "pass" };
    await wire.waitForLateRequests();
  },
});

export const FREEZE_PUSHGATEWAY: Disturbance = {
  name: "the Pushgateway is frozen for a while",
  happen: async (system) => {
    system.signalPushgateway("SIGSTOP");
    await sleep(3_000);
    system.signalPushgateway("SIGCONT");
    await sleep(100);
  },
};

export const WIRE_DISTURBANCES: readonly Disturbance[] = [
  disturbWire({ kind: "delay", ms: 700 }, 2_000),
  disturbWire({ kind: "reset" }, 2_000),
  disturbWire({ kind: "half-answers" }, 2_000),
  disturbWire({ kind: "black-hole" }, 3_000),
  disturbWire({ kind: "late", ms: 4_000 }, 1_500),
];

export const PUSHGATEWAY_KILLS: readonly Disturbance[] = (
  ["its file", "an old file", "no file"] as const
).map(killPushgateway);
