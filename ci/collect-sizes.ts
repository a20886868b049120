import { quote } from "../lambda/model/issue.ts";
import { describeFileError } from "./file-error.ts";
import { measure } from "./metric-catalogue.ts";
import type { CiMetric } from "./metrics.ts";
import type { FilePorts } from "./ports.ts";

/** The files of one pattern, measured together. */
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
 * Measures the files of each pattern, raw and after gzip. File names do not become labels, since they often contain a
 * hash.
 */
export const collectSizes = (patterns: readonly SizePattern[], files: FilePorts): CollectedSizes => {
  const measured = patterns.map((pattern) => measurePattern(pattern, files));
  return {
    metrics: measured.flatMap(({ metrics }) => metrics),
    warnings: measured.flatMap(({ warnings }) => warnings),
  };
};

const measurePattern = ({ artifact, pattern }: SizePattern, files: FilePorts): CollectedSizes => {
  const found = files.find(pattern);
  if (found.length === 0) {
    const advice = "build the files before this step, and give a pattern from the root of the repository";
    return { metrics: [], warnings: [`sizes: no file matches ${quote(pattern)}: ${advice}`] };
  }
  try {
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
            `sizes: ${quote(pattern)} has ${bytes} bytes, and more than ${MAX_GZIP_BYTES} are not compressed: give a narrower pattern to see the size after gzip`,
          ],
    };
  } catch (error) {
    return { metrics: [], warnings: [`sizes: a file of ${quote(pattern)}: ${describeFileError(error)}`] };
  }
};

const add = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
