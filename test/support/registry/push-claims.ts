import { toClaims } from "../../../lambda/agree/claims.ts";
import type { PushClaims } from "../../../lambda/agree/registry.ts";
import type { StoredGroup } from "../../../lambda/agree/stored-group.ts";
import { DEFAULT_LIMITS } from "../../../lambda/model/client.ts";
import {
  countSeries,
  type LabelSet,
  type MetricFamily,
  type MetricType,
} from "../../../lambda/model/exposition.ts";
import type { Method } from "../../../lambda/model/push-request.ts";
import type { PermittedPush } from "../../../lambda/model/stages.ts";
import { histogram, sample, summary } from "../expositions.ts";
import { keyOf } from "../granted-pushes.ts";
import { TRACKED_LABELS } from "./registry-bench.ts";

type Labels = Readonly<Record<string, string>>;

/** A family of this type with a metric for each of these label sets. */
export const aFamily = (name: string, type: MetricType, ...labelSets: readonly Labels[]): MetricFamily => {
  const sets = labelSets.length === 0 ? [{}] : labelSets;
  switch (type) {
    case "histogram":
    case "gaugehistogram":
      return { name, type, help: "", at: 0, metrics: sets.map((labels) => histogram([[1, 1]], {}, labels)) };
    case "summary":
      return { name, type, help: "", at: 0, metrics: sets.map((labels) => summary([[0.5, 1]], {}, labels)) };
    default:
      return { name, type, help: "", at: 0, metrics: sets.map((labels) => sample(1, labels)) };
  }
};

export interface PushOf {
  readonly client?: string;
  readonly job?: string;
  readonly key?: Labels;
  readonly method?: Method;
  readonly groups?: number;
  readonly totalSeries?: number;
}

/** A push that has passed every stage before `agree`. */
export const aPermittedPush = (families: readonly MetricFamily[], of: PushOf = {}): PermittedPush =>
  ({
    client: {
      id: of.client ?? "ci",
      grants: [],
      claims: {},
      countPer: undefined,
      limits: {
        ...DEFAULT_LIMITS,
        groups: of.groups ?? DEFAULT_LIMITS.groups,
        totalSeries: of.totalSeries ?? DEFAULT_LIMITS.totalSeries,
      },
    },
    request: { method: of.method ?? "PUT", key: keyOf(of.job ?? "j", of.key), isDryRun: false },
    exposition: {
      families,
      series: families.reduce((sum, family) => sum + countSeries(family), 0),
      warnings: [],
      source: { locate: (at: number) => ({ line: at + 1, column: 1 }) },
    },
  }) as unknown as PermittedPush;

export const claimsOf = (families: readonly MetricFamily[], of: PushOf = {}): PushClaims =>
  toClaims(aPermittedPush(families, of), TRACKED_LABELS);

/** What the Pushgateway holds once it has applied a push of these families. */
export const aStoredGroup = (families: readonly MetricFamily[], of: PushOf = {}): StoredGroup => {
  const key = keyOf(of.job ?? "j", of.key);
  const ofKey = Object.fromEntries(key.labels.map(({ name, value }) => [name, value]));
  return {
    key,
    exactPath: key.path,
    pushedAtMs: 0,
    families: families.map((family) => ({
      name: family.name,
      type: family.type,
      series: countSeries(family),
      labels: family.metrics.map((metric: { readonly labels: LabelSet }) => ({
        ...Object.fromEntries(metric.labels.names.map((name, index) => [name, metric.labels.values[index]!])),
        ...ofKey,
        job: key.job,
      })),
    })),
  };
};
