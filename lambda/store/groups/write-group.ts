import {
  type GroupPush,
  type StoreOutcome,
  type StorePorts,
  type StoreRefusal,
  toUnavailable,
} from "../group-push.ts";
import { Booking } from "../limits/booking.ts";
import { writeBlindly } from "./blind-write.ts";
import { writeTheLongWay } from "./long-way.ts";
import { planWrite } from "./plan.ts";

/** Stores a push (clauses 1 to 5): with one blind write if only values change, else the long way. */
export const writeGroup = async (push: GroupPush, ports: StorePorts): Promise<StoreOutcome> => {
  try {
    const outcome = await tryToWrite(push, ports);
    const isClosed = outcome.kind === "unavailable" && outcome.reason === "closed";
    return isClosed && (await ports.openIfNew()) ? await tryToWrite(push, ports) : outcome;
  } catch (error) {
    return toUnavailable(error);
  }
};

const tryToWrite = async (push: GroupPush, ports: StorePorts): Promise<StoreOutcome> => {
  if (push.method === "POST" && ports.hints.needsLongWay(push.key.path)) {
    return writeTheLongWay(push, undefined, ports);
  }
  const outcome = await writeBlindly(push, ports);
  return outcome.kind === "refused" ? writeTheLongWay(push, outcome, ports) : outcome;
};

/** The outcome of {@link writeGroup}, as far as reads can tell. Writes nothing. */
export const checkGroup = async (
  push: GroupPush,
  ports: StorePorts,
): Promise<{ readonly kind: "storable" } | StoreRefusal> => {
  try {
    const booking = new Booking(ports);
    const attempt = { push, known: undefined, progress: { booking, createdNames: 0 }, ports };
    const plan = await planWrite(attempt, "fresh");
    switch (plan.kind) {
      case "planned":
        return booking.isNeeded(plan.growth) ? ((await booking.findFull(plan.growth)) ?? STORABLE) : STORABLE;
      case "stored":
        return STORABLE;
      default:
        return plan;
    }
  } catch (error) {
    return toUnavailable(error);
  }
};

const STORABLE = { kind: "storable" } as const;
