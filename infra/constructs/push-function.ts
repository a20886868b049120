import { Duration } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";
import { type Placement, ProxyFunction } from "./proxy-function.ts";
import type { RegistryTable } from "./registry-table.ts";

export interface PushFunctionProps {
  readonly code: Code;
  readonly deployment: DeploymentConfig;
  readonly placement: Placement;
  readonly pushgatewayUrl: string;
  /** Undefined where the Pushgateway checks consistency itself. */
  readonly registry: RegistryTable | undefined;
}

/** Validates pushes and relays them; it reaches the Pushgateway and the registry, and nothing else. */
export class PushFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, props: PushFunctionProps) {
    const { code, deployment, placement, pushgatewayUrl, registry } = props;
    super(scope, id, {
      description: "Validates pushes and relays them to the Pushgateway",
      code,
      environment: toPushgatewayEnvironment(pushgatewayUrl, registry),
      // `npm run bench -- memory`: 86 MB at a push of 37 series, 417 MB at the largest that the default limits admit, and
      // limits can be raised. That one takes 1 to 1.3 s of processor time when cold, 2 s at the share that this memory brings.
      memoryMiB: 1_024,
      // A push itself is done or refused within the relay's 5 s and the moments before. But the one that finds the registry
      // empty fills it, and must come to the end of it: 20 s are the most that reading the Pushgateway may take, and 3.4 s of
      // processor time at 10,000 groups are 6 s at this share. It ends before the minute does for which it keeps others out.
      timeout: Duration.seconds(50),
      reservedConcurrency: deployment.reservedConcurrency.push,
      placement,
      telemetry: deployment,
    });
    registry?.grantRegistry(this);
  }
}

/** What push and sweep function read from their environment. */
export const toPushgatewayEnvironment = (
  pushgatewayUrl: string,
  registry: RegistryTable | undefined,
): Readonly<Record<string, string>> => ({
  PUSHGATEWAY_URL: pushgatewayUrl,
  ...(registry !== undefined && { REGISTRY_TABLE: registry.table.tableName }),
});
