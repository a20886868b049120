import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { createStacks, type ProxyStacks } from "../../infra/stacks/create-stacks.ts";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { createProxyConfig } from "./proxy-config.ts";

export type Templates = Readonly<Record<keyof ProxyStacks, Template>>;

/** The templates that a configuration gives, with the project's own feature flags and without bundling. */
export const synthesize = (config: ProxyConfig = createProxyConfig()): Templates => {
  const { context } = JSON.parse(readFileSync("cdk.json", "utf8")) as { context: Record<string, unknown> };
  const app = new App({ context, analyticsReporting: false });
  const stacks = createStacks(app, {
    config,
    toCode: (name) => Code.fromInline(`exports.handler = () => "${name}";`),
  });
  const templates = Object.entries(stacks).map(([name, stack]) => [name, Template.fromStack(stack)]);
  return Object.fromEntries(templates) as Templates;
};
