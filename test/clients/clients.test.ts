import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeWithReal } from "../support/describe-with-real.ts";
import { findPushgateway } from "../support/real-components.ts";
import { CELL_NAMES, type ClientProgram, ERROR_STATUSES } from "./matrix/client-program.ts";
import { CLIENTS } from "./matrix/clients.ts";
import { type DemoSystem, startDemoSystem } from "./matrix/demo-system.ts";
import { type ClientOutcome, type Outcome, readOutcome, writeOutcome } from "./matrix/outcome.ts";
import { runInTurn } from "./matrix/run-in-turn.ts";
import { tryClient } from "./matrix/try-client.ts";

const TIMEOUT_MS = 20 * 60_000;
const START_TIMEOUT_MS = 5 * 60_000;

/** Builds need both cores, while programs mostly wait for the proxy. */
const AT_ONCE = 2;

const isUpdating = process.env["UPDATE_CLIENTS_OUTCOME"] === "true";

const recorded: Outcome = readOutcome();
const seen: Record<string, ClientOutcome> = {};

// Undefined if they could not be started.
let system: DemoSystem | undefined;
let trials: ReadonlyMap<string, Promise<ClientOutcome>> | undefined;

/** The slowest builds start first. */
const toStartOrder = (clients: readonly ClientProgram[]): readonly ClientProgram[] =>
  clients.toSorted((a, b) => Number(b.id === "rust") - Number(a.id === "rust"));

const isRunnable = ({ needs }: ClientProgram): boolean =>
  Object.values(needs).every((place) => place !== undefined);

beforeAll(async () => {
  const started = await startDemoSystem();
  system = started;
  const runnable = toStartOrder(CLIENTS.filter(isRunnable));
  const outcomes = runInTurn(
    runnable.map((client) => async () => {
      const cells = await tryClient(client, started);
      return { version: client.readVersion(), cells };
    }),
    AT_ONCE,
  );
  trials = new Map(runnable.map(({ id }, index) => [id, outcomes[index]!]));
}, START_TIMEOUT_MS);

afterAll(async () => {
  await Promise.allSettled(trials?.values() ?? []);
  await system?.close();
  if (isUpdating) {
    writeOutcome(Object.fromEntries(CLIENTS.map(({ id }) => [id, seen[id] ?? recorded[id]!] as const)));
  }
}, TIMEOUT_MS);

describe.each(CLIENTS)("$title", (client) => {
  describeWithReal(client.id, { pushgateway: findPushgateway(), ...client.needs }, () => {
    beforeAll(async () => {
      seen[client.id] = await trials!.get(client.id)!;
    }, TIMEOUT_MS);

    it("has the version in docs/clients.md", () => {
      // curl and wget have the machine's version.
      const isOfMachine = client.folder === "shell" || isUpdating;
      expect(seen[client.id]?.version).toEqual(
        isOfMachine ? expect.any(String) : recorded[client.id]?.version,
      );
    });

    it("reports every refusal as an error", () => {
      const cells = Object.entries(seen[client.id]?.cells ?? {});
      const refusals = cells.filter(([name]) => name.startsWith("status"));
      expect(refusals.map(([, { outcome }]) => outcome)).not.toContain("differs");
      expect(refusals).toHaveLength(ERROR_STATUSES.length);
    });

    it.each(CELL_NAMES)("%s", (name) => {
      const cell = seen[client.id]?.cells[name];
      expect(cell).toEqual(isUpdating ? expect.anything() : recorded[client.id]?.cells[name]);
    });
  });
});
