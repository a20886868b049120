import { readScrapePage } from "../../../lambda/adapters/pushgateway/scrape-page-reader.ts";
import type { StoredVersion } from "../../../lambda/destinations/destination.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import type { ReadScrapePage } from "../../../lambda/sweep/health/scrape-health.ts";
import { OWN_KEY } from "../../../lambda/sweep/own-metrics/write-own-group.ts";
import {
  PushgatewayOutage,
  type PushgatewayReader,
  type SeenGroup,
} from "../../../lambda/sweep/scan/seen-group.ts";
import { toPageLines } from "../store/page-lines.ts";
import { type Draw, SECOND } from "./draw.ts";
import { factsOf } from "./facts.ts";
import { type Process, type Surroundings, toTicks } from "./process.ts";

export type Held = ReadonlyMap<string, StoredVersion>;

/** After each of them a run reads all groups. */
const LOST_PAGES = 0.25;

const DELIVERED = { kind: "delivered" } as const;

/** A Pushgateway without its check. It crashes, may have an old file, and cannot always be reached. */
export class SimulatedPushgateway {
  held = new Map<string, StoredVersion>();
  isUp = true;
  isReachable = true;
  starts = 1;
  /** Relays that were sent until then are lost. */
  lostUntilMs = 0;
  readonly #surroundings: Surroundings;
  readonly #draw: Draw;
  readonly #changed: () => void;
  #file: Held = new Map();
  readonly #badUntilMs = new Map<string, number>();

  constructor(surroundings: Surroundings, draw: Draw, changed: () => void) {
    this.#surroundings = surroundings;
    this.#draw = draw;
    this.#changed = changed;
    this.#persistLater();
  }

  put(version: StoredVersion) {
    if (this.isRefused(version)) {
      return { kind: "refused", status: 400 } as const;
    }
    this.held.set(version.path, version);
    this.#changed();
    return DELIVERED;
  }

  delete(path: string) {
    this.held.delete(path);
    this.#changed();
    return DELIVERED;
  }

  isRefused({ path, content }: Pick<StoredVersion, "path" | "content">): boolean {
    return (
      this.#draw.hasRefused &&
      path !== OWN_KEY.path &&
      [...factsOf(path, content).values.values()].some((value) => value % 10 === 0)
    );
  }

  isPathBad(path: string): boolean {
    const { random, time, rates } = this.#surroundings;
    if (!this.#draw.hasBadPaths || rates.isCalm) {
      return false;
    }
    const isBad = time.nowMs < (this.#badUntilMs.get(path) ?? 0);
    if (!isBad && random.chance(1 / 30)) {
      this.#badUntilMs.set(path, time.nowMs + random.between(0, 6 * this.#draw.times.betweenRunsMs));
    }
    return isBad;
  }

  /** Nothing that was sent earlier arrives any more, neither late nor from the file. */
  forgetThePast(): void {
    this.lostUntilMs = this.#surroundings.time.nowMs;
    this.#file = new Map();
  }

  /** It ends, and restarts with its file or with nothing. */
  crash(found: "file" | "empty", downMs = this.#drawDownMs()): void {
    const { time, log } = this.#surroundings;
    if (!this.isUp) {
      return;
    }
    this.isUp = false;
    log(() => `the Pushgateway ends`);
    time.at(time.nowMs + downMs, () => {
      if (found === "empty" || !this.#draw.hasFile) {
        this.#file = new Map();
      }
      this.#start(this.#file);
    });
  }

  /** It is replaced by one that has loaded this content. */
  restartWith(found: Held): void {
    this.#file = found;
    this.#start(found);
  }

  #start(found: Held): void {
    this.held = new Map(found);
    this.isUp = true;
    this.starts += 1;
    this.#surroundings.log(
      () =>
        `the Pushgateway starts for the ${this.starts}th time, with ${[...found.keys()].join(", ") || "nothing"}`,
    );
    this.#changed();
    this.#persistLater();
  }

  #drawDownMs(): number {
    const { random } = this.#surroundings;
    return toTicks(random.between(0, random.chance(0.25) ? 3 * this.#draw.times.betweenRunsMs : 20 * SECOND));
  }

  #persistLater(): void {
    const { time, random } = this.#surroundings;
    const { hasFile, times } = this.#draw;
    if (!hasFile) {
      return;
    }
    const start = this.starts;
    const laterMs = random.chance(0.33)
      ? toTicks(random.between(SECOND, times.persistedMs))
      : times.persistedMs;
    time.at(time.nowMs + laterMs, () => {
      if (!this.isUp || this.starts !== start) {
        return;
      }
      this.#file = new Map(this.held);
      this.#persistLater();
    });
  }

  /** Occasional failures, until the world is calm. */
  async trouble(): Promise<void> {
    const { time, random, rates } = this.#surroundings;
    const { betweenRunsMs } = this.#draw.times;
    await time.sleep(toTicks(random.between(0, 3 * betweenRunsMs)));
    while (!rates.isCalm) {
      const kind = random.next();
      if (kind < 0.75) {
        this.crash(kind < 0.25 ? "empty" : "file");
      } else {
        this.isReachable = false;
        this.#surroundings.log(() => "the Pushgateway cannot be reached");
        time.at(time.nowMs + toTicks(random.between(0, 2 * betweenRunsMs)), () => {
          this.isReachable = true;
        });
      }
      await time.sleep(10 * SECOND + toTicks(random.between(0, 5 * betweenRunsMs)));
    }
  }

  /** @param foundEmpty called when there is nothing to read */
  createReader(process: Process, foundEmpty: () => void): PushgatewayReader {
    return {
      readStart: async () => {
        const start = this.#ask(() => `start ${this.starts}`);
        await process.resume(process.latency());
        return start;
      },
      readGroups: async function* (this: SimulatedPushgateway) {
        const groups = this.#ask(() => [...this.held.values()]);
        if (groups.length === 0) {
          foundEmpty();
        }
        process.surroundings.log(
          () => `${process.name} reads the Pushgateway: ${groups.map(({ path }) => path)}`,
        );
        await process.resume(process.latency());
        for (const version of groups) {
          yield toSeenGroup(version);
        }
      }.bind(this),
    };
  }

  createPageReader(process: Process): ReadScrapePage {
    return async (onLines) => {
      const groups = this.#ask(() => [...this.held.values()]);
      process.surroundings.log(() => `${process.name} reads the page: ${groups.map(({ path }) => path)}`);
      await process.resume(process.latency());
      if (this.#surroundings.random.chance(LOST_PAGES)) {
        throw new PushgatewayOutage("its answer is cut short");
      }
      const page = toPageLines(
        groups.map(({ path, content, atMs }) => ({
          key: GroupingKey.ofPath(path)!,
          families: [...factsOf(path, content).families.values()],
          markerMs: atMs,
        })),
      );
      return readScrapePage(200, toChunks(page), onLines);
    };
  }

  /** Throws a {@link PushgatewayOutage} if it is down. */
  #ask<Answer>(answer: () => Answer): Answer {
    if (!this.isUp || !this.isReachable) {
      throw new PushgatewayOutage("it does not answer");
    }
    return answer();
  }
}

async function* toChunks(page: Buffer): AsyncGenerator<Buffer> {
  yield page;
}

const toSeenGroup = ({ path, content, atMs }: StoredVersion): SeenGroup => {
  const families = [...factsOf(path, content).families.values()];
  return {
    kind: "group",
    key: GroupingKey.ofPath(path)!,
    exactPath: path,
    markerMs: atMs,
    pushedAtMs: atMs,
    families: families.map(({ name, type, metrics }) => ({
      name,
      type,
      labels: metrics.map(({ labels }) =>
        Object.fromEntries(labels.names.map((label, index) => [label, labels.values[index]!])),
      ),
    })),
    series: families.length,
    readFamilies: async () => families,
  };
};
