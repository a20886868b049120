import { quote } from "../lambda/model/issue.ts";
import type { CiRun, Measured, Scope } from "./ci-run.ts";
import { collectSizes, type SizePattern } from "./collect-sizes.ts";
import { collectTests } from "./junit/collect-tests.ts";
import { addLabels } from "./metric-catalogue.ts";
import type { Collected } from "./metrics.ts";
import type { FilePorts } from "./ports.ts";

/** The requested measurements. */
export interface CollectRequest {
  /** Times and results; undefined to measure neither. */
  readonly scope: Scope | undefined;
  /** Glob patterns of JUnit files. */
  readonly junit: readonly string[];
  readonly sizes: readonly SizePattern[];
  /** Whether the group has the labels of the run. */
  readonly hasDefaultLabels: boolean;
}

/** Collects all requested metrics. A failure becomes a warning, since the rest is still worth a push. */
export const collect = async (
  { scope, junit, sizes, hasDefaultLabels }: CollectRequest,
  run: CiRun | undefined,
  files: FilePorts,
): Promise<Collected> => {
  const times = scope === undefined || run === undefined ? NOTHING : await run.measure(scope);
  const tests = collectTests(junit, files);
  const measuredSizes = collectSizes(sizes, files);
  const labels = run === undefined ? {} : { branch_class: run.branchClass };
  const metrics = [...times.metrics, ...tests.metrics, ...measuredSizes.metrics];
  return {
    // The labels of the group are not repeated here. Without them in the key the body would have many values of a label
    // that other keys have, and the proxy accepts only few.
    metrics: metrics.map((metric) => addLabels(metric, labels)),
    slowestTests: tests.slowestTests,
    failedTests: tests.failedTests,
    flakyTests: tests.flakyTests,
    warnings: [
      ...times.warnings,
      ...(hasDefaultLabels ? warnOfTwin(times.twin) : []),
      ...tests.warnings,
      ...measuredSizes.warnings,
    ],
  };
};

const NOTHING: Measured = { metrics: [], warnings: [] };

const warnOfTwin = (twin: string | undefined): readonly string[] =>
  twin === undefined
    ? []
    : [
        `collect: the job ${quote(twin)} of this run has the same labels, so each of the two replaces the metrics of the other: give each of them labels that differ, for instance another task`,
      ];
