import { relative } from "node:path";
import type { FileDescriptions, schema } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import type { Reporter } from "@stryker-mutator/api/report";
import { describeResults } from "./describe-results.ts";
import { EXPLAINED } from "./explained/all.ts";
import { isFailed, judgeSurvivors } from "./survivors.ts";

/** The last step of `npm run mutation`: it fails if a survivor is not explained, or too many survive. */
class SurvivorReporter implements Reporter {
  static readonly inject = tokens(commonTokens.fileDescriptions);
  readonly #areWhole: ReadonlyMap<string, boolean>;

  constructor(descriptions: FileDescriptions) {
    this.#areWhole = new Map(
      Object.entries(descriptions)
        .map(([file, { mutate }]) => [relative(process.cwd(), file), mutate === true] as const)
        .filter(([file]) => file.startsWith("lambda/") && file.endsWith(".ts")),
    );
  }

  onMutationTestReportReady({ files }: Readonly<schema.MutationTestResult>): void {
    const results = judgeSurvivors({ files, areWhole: this.#areWhole }, EXPLAINED);
    process.stdout.write(describeResults(results));
    if (results.some(isFailed)) {
      process.exitCode = 1;
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, "survivors", SurvivorReporter)];
