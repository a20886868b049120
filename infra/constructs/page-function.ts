import { Duration } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { DeploymentConfig, ScrapeConfig } from "../../lambda/config/proxy-config.ts";
import { ProxyFunction } from "./proxy-function.ts";
import type { StoreTables } from "./store-tables.ts";

export interface PageFunctionProps {
  readonly code: Code;
  readonly deployment: DeploymentConfig;
  readonly transfer: ScrapeConfig["transfer"];
  readonly store: StoreTables;
}

/** Renders the page and single groups from the store. It is outside any VPC, reads the groups and can write nothing. */
export class PageFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, { code, deployment, transfer, store }: PageFunctionProps) {
    super(scope, id, {
      description: "Renders the page from the store",
      code,
      environment: { PAGE_TRANSFER: transfer, ...store.environment },
      // One whole processor: a page of 10,000 groups with 37 series needs about 2 s of it.
      memoryMiB: 1_769,
      // Longer than the function's own deadline, so that it can report what took so long: 50 s streamed, 27 s buffered.
      timeout: Duration.seconds(60),
      telemetry: deployment,
    });
    store.grantPage(this);
  }
}
