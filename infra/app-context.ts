import type { App } from "aws-cdk-lib";
import { suggest } from "../lambda/config/suggestion.ts";

export interface AppContext {
  /** The file of the configuration. */
  readonly config: string;
  /** Instead of the Pushgateway of the stack. */
  readonly pushgatewayUrl: string | undefined;
}

/**
 * What `-c` of the CDK takes. A key that is misspelt ends the process with 1: it would deploy the default file in place of the
 * one that is meant.
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

/** Of the CLI itself, without a colon in their names. */
const CLI_KEYS = ["acknowledged-issue-numbers", "cli-telemetry"];

/** Feature flags begin with an at sign; what the CLI says of itself and what it has looked up have colons. */
const isKnown = (key: string): boolean =>
  key.startsWith("@") || key.includes(":") || OWN_KEYS.includes(key) || CLI_KEYS.includes(key);
