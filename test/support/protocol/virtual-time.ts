import type { Random } from "../random.ts";

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** A clock that jumps from one event to the next. Events of the same time happen in random order. */
export class VirtualTime {
  #nowMs: number;
  readonly #random: Random;
  /** A binary heap. */
  readonly #events: Event[] = [];

  constructor(startMs: number, random: Random) {
    this.#nowMs = startMs;
    this.#random = random;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.at(this.#nowMs + Math.max(ms, 0), wake));
  }

  at(atMs: number, wake: () => void): void {
    const event = { atMs, order: this.#random.next(), wake };
    const heap = this.#events;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) {
        break;
      }
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = event;
  }

  /** Runs all events up to this time, each with everything that follows from it without time passing. */
  async runUntil(endMs: number): Promise<void> {
    await turn();
    for (let first = this.#events[0]; first !== undefined && first.atMs <= endMs; first = this.#events[0]) {
      this.#removeFirst();
      this.#nowMs = first.atMs;
      first.wake();
      await turn();
    }
    this.#nowMs = endMs;
  }

  #removeFirst(): void {
    const heap = this.#events;
    const last = heap.pop()!;
    if (heap.length === 0) {
      return;
    }
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) {
        child += 1;
      }
      if (!isBefore(heap[child]!, last)) {
        break;
      }
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Everything that can continue without time passing has continued. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
