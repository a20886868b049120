import { readScrapePage } from "../../../lambda/adapters/pushgateway/scrape-page-reader.ts";
import type { Destination, StoredVersion } from "../../../lambda/destinations/destination.ts";
import { exposedNames, type MetricFamily } from "../../../lambda/model/exposition.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";
import { decodeContent } from "../../../lambda/store/groups/content.ts";
import type { ReadScrapePage } from "../../../lambda/sweep/health/scrape-health.ts";
import {
  PushgatewayOutage,
  type PushgatewayReader,
  type SeenGroup,
  type UnreadableGroup,
} from "../../../lambda/sweep/scan/seen-group.ts";
import { toPageLines } from "./page-lines.ts";

/** What a model of a Pushgateway holds for one group. */
export interface HeldVersion {
  readonly families: readonly MetricFamily[];
  /** Undefined if the group was pushed past the proxy. */
  readonly markerMs: number | undefined;
}

/**
 * An unchecked Pushgateway, as far as the protocol needs it. It accepts everything, and knows whether its page would be
 * broken.
 */
export class ModelPushgateway implements Destination, PushgatewayReader {
  groups = new Map<string, HeldVersion>();
  starts = 1;
  /** Requests get no answer and are not applied. */
  isOut = false;
  /** Paths of groups that it refuses. */
  readonly refused = new Set<string>();
  readonly requests: string[] = [];
  /** Unreadable groups. */
  unreadable = 0;

  async write({ path, content, atMs }: StoredVersion) {
    this.requests.push(`PUT ${path}`);
    if (this.isOut) {
      return UNANSWERED;
    }
    if (this.refused.has(path)) {
      return { kind: "refused", status: 400 } as const;
    }
    this.groups.set(path, { families: decodeContent(content), markerMs: atMs });
    return DELIVERED;
  }

  async remove({ path }: { readonly path: string }) {
    this.requests.push(`DELETE ${path}`);
    if (this.isOut) {
      return UNANSWERED;
    }
    this.groups.delete(path);
    return DELIVERED;
  }

  async isReady(): Promise<boolean> {
    return !this.isOut;
  }

  async readStart(): Promise<string> {
    if (this.isOut) {
      throw new PushgatewayOutage("it does not answer");
    }
    return `start ${this.starts}`;
  }

  async *readGroups(): AsyncGenerator<SeenGroup | UnreadableGroup> {
    if (this.isOut) {
      throw new PushgatewayOutage("it does not answer");
    }
    for (let index = 0; index < this.unreadable; index++) {
      yield { kind: "unreadable", reason: "it has no job" };
    }
    for (const [path, held] of [...this.groups]) {
      yield toSeenGroup(path, held);
    }
  }

  readonly readPage: ReadScrapePage = async (onLines) => {
    if (this.isOut) {
      throw new PushgatewayOutage("it does not answer");
    }
    const broken = this.findBreak();
    if (broken !== undefined) {
      return { status: 500, isUtf8: true, names: [], errorText: broken };
    }
    const readable = Array.from(this.groups, ([path, held]) => ({ ...held, key: toKey(path) }));
    const unreadable = Array.from({ length: this.unreadable }, () => PAST_THE_PROXY);
    const groups = [...readable, ...unreadable];
    return readScrapePage(
      200,
      (async function* () {
        yield toPageLines(groups);
      })(),
      onLines,
    );
  };

  /** It ends and restarts with the content of its file. */
  restart(groups: ReadonlyMap<string, HeldVersion> = new Map()): void {
    this.groups = new Map(groups);
    this.starts += 1;
  }

  /** Why its page would be an error; undefined if it is valid. */
  findBreak(): string | undefined {
    const uses = new Map<string, string>();
    const owners = new Map<string, string>();
    for (const [path, { families }] of this.groups) {
      const key = GroupingKey.ofPath(path);
      for (const family of families) {
        for (const exposed of exposedNames(family.name, family.type)) {
          const use = `${family.type} ${family.name}`;
          const other = uses.get(exposed) ?? use;
          if (other !== use) {
            return `${exposed} is of ${use} and of ${other}`;
          }
          uses.set(exposed, use);
        }
        for (const { labels } of family.metrics) {
          const id = toSeriesId(family.name, labels, key);
          const owner = owners.get(id) ?? path;
          if (owner !== path) {
            return `${id} is in two groups`;
          }
          owners.set(id, path);
        }
      }
    }
    return undefined;
  }
}

const PAST_THE_PROXY = { key: GroupingKey.of("unreadable", []), families: [], markerMs: undefined };

const DELIVERED = { kind: "delivered" } as const;
const UNANSWERED = { kind: "unanswered", reason: "timed-out" } as const;

const toSeriesId = (
  family: string,
  { names, values }: MetricFamily["metrics"][number]["labels"],
  key: GroupingKey | undefined,
): string => {
  const labels = new Map(names.map((name, index) => [name, values[index]!]));
  for (const { name, value } of key?.labels ?? []) {
    labels.set(name, value);
  }
  return JSON.stringify([family, key?.job, [...labels].sort()]);
};

const toKey = (path: string): GroupingKey => GroupingKey.ofPath(path) ?? GroupingKey.of("not-canonical", []);

const toSeenGroup = (path: string, { families, markerMs }: HeldVersion): SeenGroup => {
  const key = toKey(path);
  return {
    kind: "group",
    key,
    exactPath: path,
    markerMs,
    pushedAtMs: markerMs ?? 1_000,
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
