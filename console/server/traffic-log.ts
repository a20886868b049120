import type { ServedRequest } from "../../infra/local/served-request.ts";
import { parseRequestedKey } from "../../infra/local/served-request.ts";
import type { Clock } from "../../lambda/model/clock.ts";
import { dropOldest } from "../../lambda/model/drop-oldest.ts";
import type { FoldedRefusal, Group, Traffic } from "../api.ts";
import { median, sum } from "./figures.ts";
import { Minutes, WINDOW_MS } from "./minutes.ts";
import { RefusalLog, toRefusal } from "./refusal-log.ts";
import type { SeenTraffic } from "./seen-traffic.ts";

/** Only this many groups are followed: those pushed last. */
const MAX_GROUPS = 2_000;

/** Enough for a median. */
const MAX_DURATIONS = 1_000;

const MAX_INTERVALS = 16;

/** One interval may be accidental; two show a habit. */
const MIN_INTERVALS = 2;

/** The console's record of answered requests: pushes and refusals of the last 30 minutes. */
export class TrafficLog implements SeenTraffic {
  readonly #now: Clock;
  readonly #pushed = new Minutes();
  readonly #refused = new Minutes();
  readonly #refusals = new RefusalLog();
  readonly #groups = new Map<string, GroupTraffic>();
  /** Of the last pushes, in any order. */
  readonly #durations: { readonly atMs: number; readonly tookMs: number }[] = [];
  #pushes = 0;
  #changes = 0;

  constructor(now: Clock) {
    this.#now = now;
  }

  /** Grows with each accepted push or DELETE. */
  get changes(): number {
    return this.#changes;
  }

  add(request: ServedRequest): void {
    const nowMs = this.#now();
    if (request.answer.statusCode >= 400) {
      this.#refused.add(nowMs);
      this.#refusals.add(toRefusal(request), nowMs);
    } else if (request.method !== "GET" && !isDryRun(request.path)) {
      this.#changes += 1;
      if (request.method !== "DELETE") {
        this.#addPush(request, nowMs);
      }
    }
  }

  list(): Traffic {
    const nowMs = this.#now();
    const pushedByMinute = this.#pushed.list(nowMs);
    const refusedByMinute = this.#refused.list(nowMs);
    return {
      pushed: sum(pushedByMinute),
      refused: sum(refusedByMinute),
      medianMs: median(
        this.#durations.filter(({ atMs }) => atMs > nowMs - WINDOW_MS).map(({ tookMs }) => tookMs),
      ),
      pushedByMinute,
      refusedByMinute,
    };
  }

  /** The latest first. */
  listRefusals(): readonly FoldedRefusal[] {
    return this.#refusals.list(this.#now());
  }

  /** By the canonical path of a group. */
  ofGroup(path: string): Pick<Group, "pushedByMinute" | "usualSeconds"> {
    const group = this.#groups.get(path);
    return {
      pushedByMinute: (group?.pushed ?? NEVER_PUSHED).list(this.#now()),
      usualSeconds:
        group === undefined || group.intervalsSeconds.length < MIN_INTERVALS
          ? undefined
          : median(group.intervalsSeconds),
    };
  }

  #addPush(request: ServedRequest, nowMs: number): void {
    this.#pushed.add(nowMs);
    this.#durations[this.#pushes % MAX_DURATIONS] = { atMs: nowMs, tookMs: request.tookMs };
    this.#pushes += 1;
    const path = parseRequestedKey(request)?.path;
    if (path !== undefined) {
      this.#addToGroup(path, nowMs);
    }
  }

  #addToGroup(path: string, nowMs: number): void {
    const group = this.#groups.get(path) ?? {
      pushed: new Minutes(),
      intervalsSeconds: [],
      lastMs: undefined,
    };
    // The groups pushed last are at the end.
    this.#groups.delete(path);
    this.#groups.set(path, group);
    dropOldest(this.#groups, MAX_GROUPS);
    group.pushed.add(nowMs);
    if (group.lastMs !== undefined) {
      group.intervalsSeconds.push((nowMs - group.lastMs) / 1_000);
      if (group.intervalsSeconds.length > MAX_INTERVALS) {
        group.intervalsSeconds.shift();
      }
    }
    group.lastMs = nowMs;
  }
}

interface GroupTraffic {
  readonly pushed: Minutes;
  /** Between the last pushes. */
  readonly intervalsSeconds: number[];
  lastMs: number | undefined;
}

const NEVER_PUSHED = new Minutes();

const isDryRun = (path: string): boolean => path.includes("?") && /[?&]dry_run=true(&|$)/.test(path);
