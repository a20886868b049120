import { quote } from "../lambda/model/issue.ts";
import { describeReadError } from "./file-error.ts";
import { measure } from "./metric-catalogue.ts";
import type { CiMetric } from "./metrics.ts";
import type { FilePorts } from "./ports.ts";

/** Files to measure. */
export interface SizePattern {
  /** The value of the label `artifact`. */
  readonly artifact: string;
  readonly pattern: string;
}

/** Compressing this many bytes takes about two seconds. */
const MAX_GZIP_BYTES = 64 * 1_024 * 1_024;

/** Parses a line of the option: a pattern, or a name and a pattern with `=` between them. */
export const parseSizePattern = (line: string): SizePattern => {
  const [, artifact, pattern] = /^([\w.-]+)=(.+)$/.exec(line) ?? [];
  return artifact === undefined || pattern === undefined
    ? { artifact: line, pattern: line }
    : { artifact, pattern };
};

export interface CollectedSizes {
  readonly metrics: readonly CiMetric[];
  readonly warnings: readonly string[];
}

/**
 * Measures the files of each name, raw and after gzip. File names do not become labels, since they often contain a
 * hash.
 */
export const collectSizes = (patterns: readonly SizePattern[], files: FilePorts): CollectedSizes => {
  const named = Map.groupBy(patterns, ({ artifact }) => artifact);
  const measured = [...named].map(([artifact, ofName]) => measureArtifact(artifact, ofName, files));
  return {
    metrics: measured.flatMap(({ metrics }) => metrics),
    warnings: measured.flatMap(({ warnings }) => warnings),
  };
};

/** Patterns of the same name are measured together, each file once. */
const measureArtifact = (
  artifact: string,
  patterns: readonly SizePattern[],
  files: FilePorts,
): CollectedSizes => {
  const matches = patterns.map(({ pattern }) => ({ pattern, found: files.find(pattern) }));
  const unmatched = matches.filter(({ found }) => found.length === 0).map(({ pattern }) => warnOf(pattern));
  const found = [...new Set(matches.flatMap((match) => match.found))];
  if (found.length === 0) {
    return { metrics: [], warnings: unmatched };
  }
  try {
    const { metrics, warnings } = measureFiles(artifact, found, files);
    return { metrics, warnings: [...unmatched, ...warnings] };
  } catch (error) {
    const warning = `sizes: a file of ${quote(artifact)}: ${describeReadError(error)}`;
    return { metrics: [], warnings: [...unmatched, warning] };
  }
};

const warnOf = (pattern: string): string =>
  `sizes: no file matches ${quote(pattern)}: build the files before this step, and give a pattern from the root of the repository, for a folder dist/**`;

const measureFiles = (artifact: string, found: readonly string[], files: FilePorts): CollectedSizes => {
  const bytes = add(found.map(files.sizeOf));
  const isCompressed = bytes <= MAX_GZIP_BYTES;
  return {
    metrics: [
      measure("cicd_artifact_size_bytes", bytes, { artifact }),
      ...(isCompressed
        ? [measure("cicd_artifact_gzip_size_bytes", add(found.map(files.gzipSizeOf)), { artifact })]
        : []),
      measure("cicd_artifact_files", found.length, { artifact }),
    ],
    warnings: isCompressed
      ? []
      : [
          `sizes: ${quote(artifact)} has ${bytes} bytes, and more than ${MAX_GZIP_BYTES} are not compressed: give a narrower pattern to see the size after gzip`,
        ],
  };
};

const add = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
