import { CfnOutput, RemovalPolicy, Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { toSecretDescription } from "../../lambda/config/client-secret.ts";
import type { ClientConfig, RotationConfig } from "../../lambda/config/proxy-config.ts";

export interface ClientSecretsProps {
  readonly clients: readonly ClientConfig[];
  readonly rotation: RotationConfig;
}

/**
 * One secret a client, its token, which Secrets Manager makes: it is in no template and in no repository. A token has
 * letters and digits only, so that it needs no quoting anywhere, and stands behind a dot in `Bearer <client>.<token>`.
 */
export class ClientSecrets extends Construct {
  /** By client id. */
  readonly secrets: ReadonlyMap<string, Secret>;

  constructor(scope: Construct, id: string, { clients, rotation }: ClientSecretsProps) {
    super(scope, id);
    this.secrets = new Map(clients.map((client) => [client.id, this.createSecret(client, rotation)]));
  }

  private createSecret({ id }: ClientConfig, { everyDays }: RotationConfig): Secret {
    const secret = new Secret(this, id, {
      // By which `npm run token -- <client> --aws` finds it.
      description: toSecretDescription(id),
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (everyDays === undefined) {
      Validations.of(secret).acknowledge({
        id: "AwsSolutions-SMG4",
        reason:
          "Whoever pushes must learn of a new token, so tokens rotate by themselves only where rotation.every says so.",
      });
    }
    new CfnOutput(this, `${id}-token`, {
      description: `Prints the token of ${id}`,
      value: `aws secretsmanager get-secret-value --secret-id ${secret.secretArn} --query SecretString --output text`,
    });
    return secret;
  }
}
