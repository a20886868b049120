import type { Store } from "../../../lambda/store/store.ts";
import { StoreOutage } from "../../../lambda/store/store.ts";

/**
 * What happens to one request. `lost`: it never arrives. `unheard`: it is applied, but its answer is lost. A function
 * runs before the request is applied, for instance as a rival.
 */
export type Disturbance = "lost" | "unheard" | (() => void | Promise<void>) | undefined;

/**
 * A store in which every request can be disturbed. `disturbanceOf` is called for each, with the number of its kind from
 * 1.
 */
export const disturb = (
  store: Store,
  disturbanceOf: (request: string, nth: number) => Disturbance,
): Store => {
  const counts = new Map<string, number>();
  const wrap = <Part extends object>(part: Part, prefix: string): Part =>
    new Proxy(part, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== "function" || name === "scan") {
          return value;
        }
        const request = `${prefix}.${String(name)}`;
        return async (...parameters: unknown[]) => {
          const nth = (counts.get(request) ?? 0) + 1;
          counts.set(request, nth);
          const disturbance = disturbanceOf(request, nth);
          if (typeof disturbance === "function") {
            await disturbance();
          }
          if (disturbance === "lost") {
            return noAnswer(String(name));
          }
          const outcome: unknown = await value.apply(target, parameters);
          return disturbance === "unheard" ? noAnswer(String(name)) : outcome;
        };
      },
    });
  return { groups: wrap(store.groups, "groups"), contracts: wrap(store.contracts, "contracts") };
};

const noAnswer = (name: string): unknown => {
  if (name === "read" || name === "isEmpty") {
    throw new StoreOutage("the store cannot be read");
  }
  return { kind: "unanswered", cause: new Error("no answer") };
};
