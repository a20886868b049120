import { type Client, DEFAULT_LIMITS, type Limits } from "../../lambda/model/client.ts";
import { countSeries, type MetricFamily } from "../../lambda/model/exposition.ts";
import type { Claims } from "../../lambda/model/glob.ts";
import type { Grant } from "../../lambda/model/grant.ts";
import { bindGrants } from "../../lambda/model/grant.ts";
import { bindReads, type ReadRight, type ScrapeRight } from "../../lambda/model/read-right.ts";
import type { Exposition } from "../../lambda/model/stages.ts";

export const createGrant = (changes: Partial<Grant> = {}): Grant => ({
  when: {},
  methods: ["PUT", "POST"],
  job: "backup",
  grouping: [],
  metrics: ["*"],
  dryRunOnly: false,
  ...changes,
});

export const createRead = (changes: Partial<ReadRight> = {}): ReadRight => ({
  when: {},
  job: "backup",
  grouping: [],
  ...changes,
});

export interface ClientParts {
  readonly reads?: readonly ReadRight[];
  readonly scrape?: ScrapeRight;
  readonly grants?: readonly Grant[];
  readonly claims?: Claims;
  readonly limits?: Limits;
}

export const createClient = ({
  grants = [createGrant()],
  reads = [],
  scrape,
  claims = {},
  limits = DEFAULT_LIMITS,
}: ClientParts = {}): Client => ({
  id: "desktop-app",
  grants: bindGrants(grants, claims),
  reads: bindReads(reads, claims),
  scrape,
  limits,
  claims,
  countPer: undefined,
});

/** Metrics as the stage `validate` returns them. Every position is the line of that number, column 1. */
export const createExposition = (families: readonly MetricFamily[]): Exposition => ({
  families,
  series: families.reduce((sum, family) => sum + countSeries(family), 0),
  warnings: [],
  source: { locate: (at: number) => ({ line: at, column: 1 }) },
});
