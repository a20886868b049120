import { ciMetrics } from "../../dashboards/ci.ts";
import { proxy } from "../../dashboards/proxy.ts";
import { pushedMetrics } from "../../dashboards/pushed-metrics.ts";
import { toCiMetricsPage } from "./ci-metrics-page.ts";
import { toClientsPage } from "./clients-page.ts";
import { toConfigSchemaFile } from "./config-json-schema.ts";
import { toConfigurationPage } from "./configuration-page.ts";
import { toCostPage } from "./cost-page.ts";
import { toDependenciesPage } from "./dependencies-page.ts";
import { toErrorsPage } from "./errors-page.ts";
import { toOpenApiFile } from "./openapi/document.ts";
import { toRulesPage } from "./rules-page.ts";

/** A file of the repository that is generated from the code. */
export interface GeneratedPage {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly toContent: () => string | Promise<string>;
}

const toJsonFile = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

export const GENERATED_PAGES: readonly GeneratedPage[] = [
  { file: "dashboards/ci.json", toContent: () => toJsonFile(ciMetrics()) },
  { file: "dashboards/proxy.json", toContent: () => toJsonFile(proxy()) },
  { file: "dashboards/pushed-metrics.json", toContent: () => toJsonFile(pushedMetrics()) },
  { file: "docs/ci-metrics.md", toContent: toCiMetricsPage },
  { file: "docs/clients.md", toContent: toClientsPage },
  { file: "docs/configuration.md", toContent: toConfigurationPage },
  { file: "docs/proxy.schema.json", toContent: toConfigSchemaFile },
  { file: "docs/cost.md", toContent: toCostPage },
  { file: "docs/dependencies.md", toContent: toDependenciesPage },
  { file: "docs/errors.md", toContent: toErrorsPage },
  { file: "openapi.yaml", toContent: toOpenApiFile },
  { file: "docs/rules.md", toContent: toRulesPage },
];
