import type { ObserveRelay } from "./proxy-under-test.ts";

export type RelayedRequest = Parameters<ObserveRelay>[0];

/** The requests that created each group, by path. A Pushgateway that gets them has the same content. */
export type GroupHistories = ReadonlyMap<string, readonly RelayedRequest[]>;

/** Records what was sent to the Pushgateway. */
export class RelayedGroups {
  #histories: GroupHistories = new Map();

  get histories(): GroupHistories {
    return this.#histories;
  }

  readonly observe: ObserveRelay = (request) => {
    const histories = new Map(this.#histories);
    const before = request.method === "POST" ? (histories.get(request.path) ?? []) : [];
    if (request.method === "DELETE") {
      histories.delete(request.path);
    } else {
      histories.set(request.path, [...before, request]);
    }
    this.#histories = histories;
  };

  restore(histories: GroupHistories): void {
    this.#histories = histories;
  }
}
