import { isAbsolute, relative, resolve } from "node:path";
import { toErrorCode } from "../ci/file-error.ts";
import type { Collected } from "../ci/metrics.ts";
import { addExposition, writeExposition } from "../ci/write-exposition.ts";
import { parseJsonBody } from "../lambda/adapters/json-body.ts";
import { checkFileContent } from "../lambda/check-payload.ts";
import { quote } from "../lambda/model/issue.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import type { Exposition } from "../lambda/model/stages.ts";
import { RULES } from "../lambda/validate/rules.ts";
import { createValidator } from "../lambda/validate/validate.ts";
import type { MetricsInput } from "./input-parsers.ts";
import type { Inputs } from "./inputs.ts";
import type { Ports } from "./ports.ts";
import { adviseOn, fail, type ReportedProblem } from "./reported-problem.ts";

/** The bytes to push, and their source. */
export interface MetricsSource {
  readonly body: Uint8Array;
  /** The file relative to the repository's root, with slashes, for annotations; undefined outside the repository. */
  readonly file: string | undefined;
}

/** The given metrics with the collected ones below them. */
export const addCollected = (
  given: MetricsSource | undefined,
  { metrics, warnings }: Collected,
  { key }: Pick<Inputs, "key">,
): Result<MetricsSource, ReportedProblem> => {
  const text = writeExposition(metrics, new Set(key.labels.map(({ name }) => name)));
  return given === undefined && text === ""
    ? fail("nothing-collected", "there is nothing to push", warnings.join("\n"))
    : ok({ body: addExposition(given?.body, text), file: given?.file });
};

export const readMetrics = (metrics: MetricsInput, ports: Ports): Result<MetricsSource, ReportedProblem> => {
  if (metrics.kind === "lines") {
    return ok({ body: Buffer.from(`${metrics.text}\n`), file: undefined });
  }
  const root = ports.env["GITHUB_WORKSPACE"] ?? ".";
  const path = resolve(root, metrics.path);
  try {
    return ok({ body: ports.readFile(path), file: toAnnotatedFile(relative(root, path)) });
  } catch (error) {
    return fail(
      "input-invalid",
      `file ${quote(metrics.path)} cannot be read (${toErrorCode(error)})`,
      "give a path from the root of the repository, and write the file in a step before this one",
    );
  }
};

const toAnnotatedFile = (path: string): string | undefined =>
  path.startsWith("..") || isAbsolute(path) ? undefined : path.replaceAll("\\", "/");

/**
 * Checks the metrics as the proxy does, so that issues are found before anything is sent. Only the proxy can check
 * rules that proxy.yaml may relax, and the scrape's own job, because both are in its configuration.
 */
export const checkMetrics = (
  { body }: MetricsSource,
  { format, key }: Pick<Inputs, "format" | "key">,
): Result<Exposition, ReportedProblem> => {
  const checked = checkFileContent({ body, format, key }, parseJsonBody, VALIDATOR);
  if (checked.ok) {
    return checked;
  }
  const { code, detail, issues, total } = checked.error;
  return err({ code, detail, advice: adviseOn(code, issues), issues, total, requestId: undefined });
};

const VALIDATOR = createValidator({
  validation: {
    rules: Object.fromEntries(RULES.filter((rule) => rule.isRelaxable).map(({ code }) => [code, "warn"])),
  },
  scrapeJob: "",
  now: Date.now,
});
