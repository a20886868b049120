import { Duration } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../../lambda/config/proxy-config.ts";
import { type Placement, ProxyFunction } from "./proxy-function.ts";
import type { StoreTables } from "./store-tables.ts";

export interface PushFunctionProps {
  readonly code: Code;
  readonly deployment: DeploymentConfig;
  /** Undefined: there is no Pushgateway, and so no VPC. */
  readonly relay: RelayTarget | undefined;
  readonly store: StoreTables;
}

/** The Pushgateway, and the network that reaches it. */
export interface RelayTarget {
  readonly pushgatewayUrl: string;
  readonly placement: Placement;
}

/** The environment of a function that relays, and its place in the network. */
export const toRelayProps = (relay: RelayTarget | undefined) => ({
  environment: relay === undefined ? {} : { PUSHGATEWAY_URL: relay.pushgatewayUrl },
  ...(relay !== undefined && { placement: relay.placement }),
});

/** Validates pushes, stores them and relays them if there is a Pushgateway. It can reach nothing else. */
export class PushFunction extends ProxyFunction {
  constructor(scope: Construct, id: string, props: PushFunctionProps) {
    const { code, deployment, store } = props;
    const { environment, ...placement } = toRelayProps(props.relay);
    super(scope, id, {
      description: "Validates pushes and stores them",
      code,
      environment: { ...environment, ...store.environment },
      // `npm run bench -- memory`: 86 MB for a push of 37 series, 417 MB for the largest within the default limits,
      // which can be raised. The largest needs 1 to 1.3 s of processor time when cold, and 2 s with the share that this
      // memory brings.
      memoryMiB: 1_024,
      // API Gateway waits 29 s for a function. The protocol's own deadlines are shorter: 2 s for a call of the store, 2
      // s for a relay, 10 s from a store request to what rests on it (docs/store.md).
      timeout: Duration.seconds(30),
      reservedConcurrency: deployment.reservedConcurrency.push,
      ...placement,
      telemetry: deployment,
    });
    store.grantPush(this);
  }
}
