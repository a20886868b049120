import type { ContractItem, GroupItem, NameItem, PlacementItem } from "../../../lambda/store/items.ts";
import { OWN_METRICS } from "../../../lambda/sweep/own-metrics/catalogue.ts";
import { OWN_KEY, OWN_OWNER } from "../../../lambda/sweep/own-metrics/write-own-group.ts";
import type { Draw } from "./draw.ts";
import { describeContent, type Facts, factsOf, LABEL, toMeaning } from "./facts.ts";
import type { Surroundings } from "./process.ts";
import type { SimulatedPushgateway } from "./simulated-pushgateway.ts";
import type { Operation } from "./traffic.ts";
import type { WatchedStore } from "./watched-store.ts";

/** An operation of a client or of a run, in true time. */
export interface Sent {
  readonly id: string;
  readonly method: Operation["method"] | "EXPIRE" | "TAKE OVER";
  readonly path: string;
  /** By family: the value that only this push has. */
  readonly values: ReadonlyMap<string, number>;
  readonly startMs: number;
  /** Undefined if there is no answer yet, or will never be. */
  endMs: number | undefined;
  isApplied: boolean;
}

export interface Violation {
  readonly property: string;
  readonly detail: string;
  readonly atMs: number;
}

/** The properties that must always hold (docs/store.md). */
export class Properties {
  violation: Violation | undefined;
  readonly sent = new Map<string, Sent>();
  readonly #surroundings: Surroundings;
  readonly #draw: Draw;
  /** By path: the latest start of an applied operation. */
  readonly #latestStartMs = new Map<string, number>();

  readonly #ignored: string | undefined;

  /** @param ignored a property that may fail */
  constructor(surroundings: Surroundings, draw: Draw, ignored: string | undefined) {
    this.#surroundings = surroundings;
    this.#draw = draw;
    this.#ignored = ignored;
  }

  fail(property: string, detail: string): void {
    if (property === this.#ignored) {
      return;
    }
    const atMs = this.#surroundings.time.nowMs;
    this.#surroundings.log(() => `VIOLATION of ${property}: ${detail}`);
    this.violation ??= { property, detail, atMs };
  }

  /** The store was replaced, so the order in the old one no longer counts. */
  forgetOrder(): void {
    this.#latestStartMs.clear();
  }

  answered(sent: Sent, status: number): void {
    sent.endMs = this.#surroundings.time.nowMs;
    if (status !== 200 && status !== 202) {
      return;
    }
    if (!sent.isApplied) {
      this.fail("P2 stored", `${sent.id} was answered ${status} and is not stored`);
    }
    this.#noteStart(sent);
  }

  groupChanged(
    store: WatchedStore,
    path: string,
    before: GroupItem | undefined,
    after: GroupItem | undefined,
  ) {
    if (after === undefined || after.id === before?.id) {
      return;
    }
    if (after.state === "live") {
      const missing = this.#findUncovered(store, path, factsOf(path, after.content));
      if (missing !== undefined) {
        this.fail("I1 the store has entries of what it holds", `${path} lacks ${missing}`);
      }
    }
    const sent = this.sent.get(after.id);
    if (sent === undefined) {
      return;
    }
    if (sent.method === "EXPIRE") {
      this.#checkExpiry(path, before);
    }
    if (sent.method === "POST" && before?.state === "live" && after.state === "live") {
      this.#checkMerge(sent, factsOf(path, before.content), factsOf(path, after.content));
    }
    this.#checkOrder(sent);
  }

  /** The later push wins: an operation that has ended is not applied after one that began later. */
  #checkOrder(sent: Sent): void {
    const latestMs = this.#latestStartMs.get(sent.path) ?? 0;
    if (sent.endMs !== undefined && sent.endMs < latestMs) {
      this.fail(
        "P3 order",
        `${sent.id} had ended, and is applied to ${sent.path} after one that began later`,
      );
    }
    this.#noteStart(sent);
    sent.isApplied = true;
  }

  #noteStart({ path, startMs }: Sent): void {
    this.#latestStartMs.set(path, Math.max(this.#latestStartMs.get(path) ?? 0, startMs));
  }

  #checkMerge(sent: Sent, before: Facts, after: Facts): void {
    for (const [family, value] of after.values) {
      if (value !== sent.values.get(family) && value !== before.values.get(family)) {
        this.fail("P3 merge", `${sent.id} lost an update of ${family}`);
      }
    }
    for (const family of before.values.keys()) {
      if (!after.values.has(family)) {
        this.fail("P3 merge", `${sent.id} lost ${family}`);
      }
    }
  }

  #checkExpiry(path: string, before: GroupItem | undefined): void {
    const { expireAfterMs, times } = this.#draw;
    const oldestMs = this.#surroundings.time.nowMs + times.skewMs - expireAfterMs;
    if (before?.state === "live" && before.atMs > oldestMs) {
      this.fail("P3 expiry", `${path} expires though it was pushed just now`);
    }
  }

  contractChanged(
    store: WatchedStore,
    pushgateway: SimulatedPushgateway,
    before: ContractItem | undefined,
    after: ContractItem | undefined,
  ): void {
    const kind = (before ?? after)?.kind;
    const isDangerous =
      kind === "open" || ((kind === "name" || kind === "placement") && before !== undefined);
    if (!isDangerous) {
      return;
    }
    for (const [path, item] of store.groupItems) {
      if (item.state !== "live") {
        continue;
      }
      const lacks = this.#findUncovered(store, path, factsOf(path, item.content));
      if (lacks !== undefined) {
        this.fail("I1 the store has entries of what it holds", `${path} lacks ${lacks}`);
      }
    }
    this.#checkEntriesOfPushgateway(store, pushgateway);
  }

  pushgatewayChanged(store: WatchedStore, pushgateway: SimulatedPushgateway): void {
    const broken = findPageError(pushgateway);
    if (broken !== undefined) {
      this.fail("P1 page", broken);
    }
    this.#checkEntriesOfPushgateway(store, pushgateway);
  }

  #checkEntriesOfPushgateway(store: WatchedStore, { held }: SimulatedPushgateway): void {
    for (const { path, content } of held.values()) {
      const lacks = this.#findUncovered(store, path, factsOf(path, content));
      if (lacks !== undefined) {
        this.fail("I2 the store has entries of what the Pushgateway exposes", `${path} lacks ${lacks}`);
      }
    }
  }

  /** A store that is not open promises nothing yet, nor does an opening label. */
  #findUncovered({ contractItems, groups }: WatchedStore, path: string, facts: Facts): string | undefined {
    const open = contractItems.get("open")?.item;
    if (open?.kind !== "open" || open.table !== groups.table) {
      return undefined;
    }
    for (const { item, name, meaning } of facts.names) {
      const entry = (contractItems.get(item)?.item as NameItem | undefined)?.entries.get(name);
      if (entry === undefined || toMeaning(entry.type, entry.family) !== meaning) {
        return `${name} as ${meaning} (${entry === undefined ? "no entry" : toMeaning(entry.type, entry.family)}): ${path}`;
      }
    }
    if (open.labels.get(LABEL) !== "open") {
      return undefined;
    }
    for (const { item, family, side, hash } of facts.placements) {
      const label = (contractItems.get(item)?.item as PlacementItem | undefined)?.families
        .get(family)
        ?.get(LABEL);
      const other = side === "key" ? "body" : "key";
      const isCovered =
        label?.[side].has(hash) === true || (label?.rest?.side === side && !label[other].has(hash));
      if (!isCovered) {
        return `${hash} of ${family} in the ${side}`;
      }
    }
    return undefined;
  }

  /** After all answers and enough runs, the Pushgateway has the same content as the store. */
  checkConvergence(store: WatchedStore, pushgateway: SimulatedPushgateway): void {
    for (const [path, item] of store.groupItems) {
      if (item.state === "live" && pushgateway.isRefused(item)) {
        continue;
      }
      const there = pushgateway.held.get(path);
      if (path === OWN_KEY.path && there !== undefined) {
        // The next run writes it during this check.
        continue;
      }
      const isSame =
        item.state === "live"
          ? there !== undefined && isSameContent(there, item) && there.atMs === item.atMs
          : there === undefined;
      if (!isSame) {
        this.fail("P2 convergence", `${path}: ${describe(item)}, at the Pushgateway ${describe(there)}`);
      }
    }
    for (const path of pushgateway.held.keys()) {
      if (!store.groupItems.has(path)) {
        this.fail("P2 convergence", `${path} is only at the Pushgateway`);
      }
    }
  }

  /** Long after the last push nothing is left. */
  checkGarbage(store: WatchedStore, pushgateway: SimulatedPushgateway): void {
    if (this.#draw.hasOwnGroup) {
      this.#checkOnlyOwnLeft(store, pushgateway);
      return;
    }
    const left = [
      ...[...store.groupItems.values()].map((item) => `${item.path} ${item.state}`),
      ...[...pushgateway.held.keys()].map((path) => `${path} at the Pushgateway`),
      ...[...store.contractItems].flatMap(([key, { item }]) =>
        item.kind === "name" || item.kind === "placement" || (item.kind === "counter" && hasCount(item))
          ? [key]
          : [],
      ),
    ];
    if (left.length > 0) {
      this.fail("P4 nothing is left", left.join(", "));
    }
  }

  /** The proxy's own group and its names stay, and count for no client. */
  #checkOnlyOwnLeft(store: WatchedStore, pushgateway: SimulatedPushgateway): void {
    const left = [
      ...[...store.groupItems.keys(), ...pushgateway.held.keys()].filter((path) => path !== OWN_KEY.path),
      ...[...store.contractItems].flatMap(([key, { item }]) =>
        ((item.kind === "name" || item.kind === "placement") && !isOwnEntry(item)) ||
        (item.kind === "counter" && "owner" in item.of && item.of.owner !== OWN_OWNER && hasCount(item))
          ? [key]
          : [],
      ),
    ];
    if (left.length > 0 || !pushgateway.held.has(OWN_KEY.path)) {
      this.fail("P4 nothing but the own group is left", left.join(", "));
    }
  }
}

const isOwnEntry = (item: ContractItem): boolean => item.kind === "name" && item.base in OWN_METRICS;

const hasCount = ({ groups, series, bytes, names }: Extract<ContractItem, { kind: "counter" }>): boolean =>
  groups !== 0 || series !== 0 || bytes !== 0 || names !== 0;

/** A group that was taken over from the Pushgateway has a copy of its bytes. */
const isSameContent = (one: { content: Uint8Array }, other: { content: Uint8Array }): boolean =>
  Buffer.compare(one.content, other.content) === 0;

const describe = (
  item: { path: string; content?: Uint8Array; atMs: number; state?: string } | undefined,
): string =>
  item === undefined
    ? "nothing"
    : `${item.content === undefined ? "deleted" : describeContent(item.path, item.content)} at ${item.atMs}`;

/** Why the page would be an error; undefined if it is valid. */
const findPageError = ({ held }: SimulatedPushgateway): string | undefined => {
  const meanings = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const { path, content } of held.values()) {
    const facts = factsOf(path, content);
    for (const { name, meaning } of facts.names) {
      const other = meanings.get(name) ?? meaning;
      if (other !== meaning) {
        return `${name} is of ${meaning} in ${path}, and of ${other}`;
      }
      meanings.set(name, meaning);
    }
    for (const series of facts.series) {
      const owner = owners.get(series) ?? path;
      if (owner !== path) {
        return `${series} is in ${path} and in ${owner}`;
      }
      owners.set(series, path);
    }
  }
  return undefined;
};
