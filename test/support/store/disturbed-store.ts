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
  return intercept(store, async (part, name, _, send) => {
    const request = `${part}.${name}`;
    const nth = (counts.get(request) ?? 0) + 1;
    counts.set(request, nth);
    const disturbance = disturbanceOf(request, nth);
    if (typeof disturbance === "function") {
      await disturbance();
    }
    if (disturbance === "lost") {
      return noAnswer(name);
    }
    const outcome = await send();
    return disturbance === "unheard" ? noAnswer(name) : outcome;
  });
};

/** A store in which `around` answers each request, except scans. */
export const intercept = (
  store: Store,
  around: (part: keyof Store, name: string, parameters: readonly unknown[], send: () => unknown) => unknown,
): Store => {
  const wrap = <Part extends keyof Store>(part: Part): Store[Part] =>
    new Proxy(store[part], {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value !== "function" || name === "scan"
          ? value
          : (...parameters: unknown[]) =>
              around(part, String(name), parameters, () => value.apply(target, parameters));
      },
    });
  return { groups: wrap("groups"), contracts: wrap("contracts") };
};

const noAnswer = (name: string): unknown => {
  if (name === "read" || name === "isEmpty") {
    throw new StoreOutage("the store cannot be read");
  }
  return { kind: "unanswered", cause: new Error("no answer") };
};
