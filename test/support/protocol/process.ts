import type { Random } from "../random.ts";
import type { Rates } from "./draw.ts";
import { SECOND } from "./draw.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface Surroundings {
  readonly time: VirtualTime;
  readonly random: Random;
  /** Nothing fails any more once they are all 0. */
  readonly rates: Rates;
  readonly log: (line: () => string) => void;
}

/** A process that can freeze or die at any await. */
export class Process {
  readonly name: string;
  readonly surroundings: Surroundings;
  readonly #skewMs: number;
  #jumpMs = 0;
  readonly #onDeath: () => void;
  #frozenUntilMs = 0;
  #isDead = false;

  constructor(name: string, surroundings: Surroundings, skewMs: number, onDeath: () => void) {
    this.name = name;
    this.surroundings = surroundings;
    this.#skewMs = skewMs;
    this.#onDeath = onDeath;
  }

  readonly now = (): number => this.surroundings.time.nowMs + this.#skewMs + this.#jumpMs;

  /** The error of its clock from now on. */
  jump(ms: number): void {
    this.surroundings.log(() => `the clock of ${this.name} is off by ${ms / SECOND} s`);
    this.#jumpMs = ms;
  }

  kill(): void {
    if (this.#isDead) {
      return;
    }
    this.#isDead = true;
    this.surroundings.log(() => `${this.name} dies`);
    this.#onDeath();
  }

  /** Time passes for the process. */
  async pause(ms: number): Promise<void> {
    const { time } = this.surroundings;
    if (ms > 0) {
      await time.sleep(ms);
    }
    while (this.#frozenUntilMs > time.nowMs) {
      await time.sleep(this.#frozenUntilMs - time.nowMs);
    }
    if (this.#isDead) {
      await new Promise(() => {});
    }
  }

  /** Runs after each request, where the process sometimes freezes or dies. */
  async resume(ms: number): Promise<void> {
    const { random, rates, time, log } = this.surroundings;
    if (random.chance(rates.die)) {
      this.kill();
    } else if (random.chance(rates.freeze)) {
      const frozenMs = toTicks(random.between(0, rates.longestFreezeMs));
      log(() => `${this.name} freezes for ${frozenMs / SECOND} s`);
      this.#frozenUntilMs = Math.max(this.#frozenUntilMs, Math.min(time.nowMs + frozenMs, rates.calmAtMs));
    }
    await this.pause(ms);
  }

  /** The time of one request to a server: often none, rarely as long as the process waits. */
  latency(): number {
    const { random, rates } = this.surroundings;
    const kind = random.next();
    if (rates.isCalm) {
      return kind < 0.8 ? 0 : SECOND;
    }
    if (kind < 0.125) {
      return toTicks(random.between(0, rates.timeoutMs + SECOND));
    }
    return kind < 0.6 ? 0 : toTicks(random.between(0, 3 * SECOND));
  }
}

/** Clocks with whole seconds, so that many events have the same time. */
export const toTicks = (ms: number): number => Math.floor(ms / SECOND) * SECOND;
