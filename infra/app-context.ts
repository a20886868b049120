import type { App } from "aws-cdk-lib";
import { suggest } from "../lambda/model/suggestion.ts";

export interface AppContext {
  /** The file of the configuration. */
  readonly config: string;
  /** Replaces the Pushgateway of the stack. */
  readonly pushgatewayUrl: string | undefined;
}

/**
 * The options of the CDK's `-c`. A misspelt key ends the process with 1, since the default file would be deployed
 * instead of the intended one.
 */
export const readAppContextOrExit = (app: App): AppContext => {
  const unknown = Object.keys(app.node.getAllContext() as object).find((key) => !isKnown(key));
  if (unknown !== undefined) {
    const near = suggest(unknown, OWN_KEYS);
    process.stderr.write(
      `-c ${unknown}=…: the app has no such setting; it has ${OWN_KEYS.join(" and ")}${near === undefined ? "" : `; did you mean "${near}"?`}\n`,
    );
    process.exit(1);
  }
  return {
    config: app.node.tryGetContext("config") ?? "proxy.yaml",
    pushgatewayUrl: app.node.tryGetContext("pushgatewayUrl"),
  };
};

const OWN_KEYS = ["config", "pushgatewayUrl"];

/** The CLI's own keys without a colon in their names. */
const CLI_KEYS = ["acknowledged-issue-numbers", "cli-telemetry"];

/** Feature flags begin with an at sign. The CLI's other keys and the results of look-ups contain colons. */
const isKnown = (key: string): boolean =>
  key.startsWith("@") || key.includes(":") || OWN_KEYS.includes(key) || CLI_KEYS.includes(key);
