import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type Disturbance, disturbWire } from "./disturbances.ts";
import type { DisturbedSystem } from "./disturbed-system.ts";

const restartPushgateway = (name: string, change: (content: Buffer) => Buffer): Disturbance => ({
  name: `the Pushgateway is killed and finds ${name}`,
  happen: async (system) => {
    await system.killPushgateway();
    system.changeDataFile(change);
    await system.startPushgateway("its file");
  },
});

const TORN_FILES: readonly Disturbance[] = [
  restartPushgateway("half of its file", (content) => content.subarray(0, content.length / 2)),
  restartPushgateway("an empty file", () => Buffer.alloc(0)),
];

const WRONG_ANSWERS: readonly Disturbance[] = [500, 503, 400].map((status) =>
  disturbWire({ kind: "answer", status }, 2_000),
);

/** Longer than C. */
const FREEZE_MS = 6_000;

const freezeProduct = (name: string, meanwhile: (system: DisturbedSystem) => Promise<void>): Disturbance => ({
  name: `the product is frozen${name}`,
  happen: async (system) => {
    system.signalProduct("SIGSTOP");
    await Promise.all([meanwhile(system), sleep(FREEZE_MS)]);
    system.signalProduct("SIGCONT");
  },
});

const FREEZES: readonly Disturbance[] = [
  freezeProduct("", async () => {}),
  freezeProduct(" while the Pushgateway comes back empty", async (system) => {
    await system.killPushgateway();
    await system.startPushgateway("no file");
  }),
];

const RESTART: Disturbance = {
  name: "the product is ended and started again during pushes",
  happen: async (system) => {
    await system.endProduct();
    await system.startProduct();
  },
};

const withOther = async (file: string, act: (database: DatabaseSync) => Promise<void>): Promise<void> => {
  const database = new DatabaseSync(file, { timeout: 2_000 });
  try {
    await act(database);
  } finally {
    database.close();
  }
};

const LOCK_STORE: Disturbance = {
  name: "another program has the store locked",
  happen: (system) =>
    withOther(system.storeFile, async (database) => {
      database.exec("BEGIN EXCLUSIVE");
      await sleep(3_000);
      database.exec("COMMIT");
    }),
};

const removeStore = (name: string, suffixes: readonly string[]): Disturbance => ({
  name: `the store file is deleted while it is in use${name}`,
  happen: async ({ storeFile }) => {
    for (const suffix of suffixes) {
      rmSync(storeFile + suffix, { force: true });
    }
    await sleep(1_000);
  },
});

const DELETE_STORE: readonly Disturbance[] = [
  removeStore("", [""]),
  removeStore(", with its log", ["", "-wal", "-shm"]),
];

const SHARE_STORE: Disturbance = {
  name: "a second product has the same store, and is killed",
  happen: async (system) => {
    await system.startSecondProduct();
    await sleep(1_000);
    await system.killLast();
  },
};

const HOUR_MS = 3_600_000;

const jump = (name: string, ms: number): Disturbance => ({
  name: `the clock ${name}`,
  happen: async (system) => {
    system.setClock(ms);
    await sleep(3_000);
    system.setClock(0);
    await sleep(500);
  },
});

const CLOCKS: readonly Disturbance[] = [
  jump("is set back by an hour, and right again", -HOUR_MS),
  jump("is set ahead by a day, and right again", 24 * HOUR_MS),
  {
    name: "the clock is set back by an hour while the Pushgateway comes back empty",
    happen: async (system) => {
      system.setClock(-HOUR_MS);
      await system.killPushgateway();
      await system.startPushgateway("no file");
      await sleep(2_000);
    },
  },
];

/** Rarer than those of CI, and run by hand. */
export const MORE_DISTURBANCES: readonly Disturbance[] = [
  ...TORN_FILES,
  ...WRONG_ANSWERS,
  ...FREEZES,
  RESTART,
  LOCK_STORE,
  ...DELETE_STORE,
  SHARE_STORE,
  ...CLOCKS,
];
