import { CfnOutput, RemovalPolicy, Validations } from "aws-cdk-lib";
import { CfnWorkspace } from "aws-cdk-lib/aws-aps";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { RemoteWriteConfig, RemoteWriteTarget } from "../../lambda/config/proxy-config.ts";
import type { Telemetry } from "./proxy-function.ts";
import { RemoteWriteFunction } from "./remote-write-function.ts";
import type { StoreTables } from "./store-tables.ts";

export interface RemoteWriteDestinationProps {
  readonly destination: RemoteWriteConfig;
  readonly environment: string;
  readonly code: Code;
  readonly telemetry: Telemetry;
  readonly store: StoreTables;
}

/**
 * A receiver of remote write: its workspace or its secret if the deployment creates it, and a function for each shard.
 */
export class RemoteWriteDestination extends Construct {
  /** One for each shard. */
  readonly functions: readonly RemoteWriteFunction[];

  constructor(scope: Construct, id: string, props: RemoteWriteDestinationProps) {
    super(scope, id);
    const { name, target, shards } = props.destination;
    const receiver =
      target.kind === "amp" ? this.toWorkspace(target, props) : { url: target.url, workspaceArn: undefined };
    const secret = needsSecret(target) ? this.createSecret(name) : undefined;
    this.functions = Array.from({ length: shards }, (_, shard) => {
      const runs = new RemoteWriteFunction(this, `Shard${shard}`, {
        ...props,
        destination: name,
        shard,
        receiverUrl: receiver.url,
        secretId: secret?.secretArn,
      });
      const allow = (action: string, resource: string) =>
        runs.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
      if (secret !== undefined) {
        allow("secretsmanager:GetSecretValue", secret.secretArn);
      }
      if (receiver.workspaceArn !== undefined) {
        allow("aps:RemoteWrite", receiver.workspaceArn);
      }
      return runs;
    });
  }

  /** https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics.html has the form of the URL. */
  private toWorkspace(
    { workspaceArn }: Extract<RemoteWriteTarget, { kind: "amp" }>,
    { destination, environment }: RemoteWriteDestinationProps,
  ): { readonly url: string; readonly workspaceArn: string } {
    if (workspaceArn !== undefined) {
      const [, partition, , region, , resource = ""] = workspaceArn.split(":");
      const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
      const url = `https://aps-workspaces.${region}.${suffix}/workspaces/${resource.split("/")[1]}/${PATH}`;
      return { url, workspaceArn };
    }
    const workspace = new CfnWorkspace(this, "Workspace", {
      alias: `pushgateway-proxy-${environment}-${destination.name}`,
    });
    workspace.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, "QueryUrl", {
      description: `URL of the data source for ${destination.name} (Prometheus, signed as aps)`,
      value: workspace.attrPrometheusEndpoint,
    });
    return { url: `${workspace.attrPrometheusEndpoint}${PATH}`, workspaceArn: workspace.attrArn };
  }

  /** It contains no credential until the operator sets one. Until then the function reports `disabled`. */
  private createSecret(name: string): Secret {
    const secret = new Secret(this, "Secret", {
      description: `Password or token of the remote-write destination ${name}, as plain text`,
      generateSecretString: { secretStringTemplate: NOT_SET, generateStringKey: "random" },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "The receiver's operator makes and changes this credential.",
    });
    new CfnOutput(this, "SecretCommand", {
      description: `Sets the password or token of ${name}; until then nothing is sent there`,
      value: `aws secretsmanager put-secret-value --secret-id '${secret.secretArn}' --secret-string file://FILE`,
    });
    return secret;
  }
}

const PATH = "api/v1/remote_write";

/** See lambda/adapters/remote-write/remote-write-secret.ts. */
const NOT_SET = JSON.stringify({ notSetYet: true });

const needsSecret = (target: RemoteWriteTarget): boolean =>
  target.kind === "url" && target.credential.kind !== "none";
