import { join } from "node:path";
import { Repository } from "aws-cdk-lib/aws-ecr";
import { Platform } from "aws-cdk-lib/aws-ecr-assets";
import { ContainerImage } from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import type { NetworkConfig, PushgatewayConfig } from "../../lambda/config/proxy-config.ts";
import { PROJECT_ROOT } from "../bundling.ts";

/**
 * The Pushgateway's image: built from a two-line Dockerfile when the stack is deployed, or the configured one. If that
 * is in ECR, the task may pull it.
 */
export const toPushgatewayImage = (
  scope: Construct,
  { image, baseImage }: PushgatewayConfig,
  { egress, vpcId }: NetworkConfig,
): ContainerImage => {
  if (image === undefined) {
    return ContainerImage.fromAsset(join(PROJECT_ROOT, "infra/pushgateway-image"), {
      platform: Platform.LINUX_ARM64,
      ...(baseImage !== undefined && { buildArgs: { BASE_IMAGE: baseImage } }),
    });
  }
  const ecr = ECR_IMAGE.exec(image)?.groups;
  if (ecr !== undefined) {
    return fromEcr(scope, ecr);
  }
  if (egress === "none" && vpcId === undefined) {
    throw new TypeError(
      `pushgateway.image is ${image}, which isolated subnets cannot reach: name an image in ECR ` +
        "(<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>), leave it out, or set network.egress to nat",
    );
  }
  return ContainerImage.fromRegistry(image);
};

const ECR_IMAGE =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com\/(?<repository>[^:@]+)[:@](?<reference>.+)$/;

const fromEcr = (scope: Construct, ecr: Record<string, string>): ContainerImage => {
  const { account, region, repository = "", reference } = ecr;
  const imported = Repository.fromRepositoryAttributes(scope, "Image", {
    repositoryName: repository,
    repositoryArn: `arn:aws:ecr:${region}:${account}:repository/${repository}`,
  });
  return ContainerImage.fromEcrRepository(imported, reference);
};
