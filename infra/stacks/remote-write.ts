import { Stack, type StackProps } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { ProxyConfig } from "../../lambda/config/proxy-config.ts";
import { RemoteWriteDestination } from "../constructs/remote-write-destination.ts";
import type { DataStack } from "./data.ts";

export interface RemoteWriteStackProps extends StackProps {
  readonly config: ProxyConfig;
  readonly data: DataStack;
  readonly code: Code;
}

/** Sends the store to receivers of remote write. */
export class RemoteWriteStack extends Stack {
  /** By the name of the destination. */
  readonly destinations: ReadonlyMap<string, RemoteWriteDestination>;

  constructor(scope: Construct, id: string, { config, data, code, ...props }: RemoteWriteStackProps) {
    super(scope, id, props);
    this.destinations = new Map(
      config.remoteWrite.map((destination) => [
        destination.name,
        new RemoteWriteDestination(this, `To-${destination.name}`, {
          destination,
          environment: config.environment,
          code,
          telemetry: config.deployment,
          store: data.store,
        }),
      ]),
    );
  }
}
