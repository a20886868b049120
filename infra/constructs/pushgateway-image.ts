import { join } from "node:path";
import { Stack } from "aws-cdk-lib";
import { Repository } from "aws-cdk-lib/aws-ecr";
import { Platform } from "aws-cdk-lib/aws-ecr-assets";
import { ContainerImage } from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import { type EcrImage, parseEcrImage } from "../../lambda/config/ecr-image.ts";
import type { PushgatewayConfig } from "../../lambda/config/proxy-config.ts";
import { PROJECT_ROOT } from "../bundling.ts";

/**
 * The Pushgateway's image: built from a two-line Dockerfile when the stack is deployed, or the configured one. If that
 * is in ECR, the task may pull it.
 */
export const toPushgatewayImage = (
  scope: Construct,
  { image, baseImage }: PushgatewayConfig,
): ContainerImage => {
  if (image === undefined) {
    return ContainerImage.fromAsset(join(PROJECT_ROOT, "infra/pushgateway-image"), {
      platform: Platform.LINUX_ARM64,
      ...(baseImage !== undefined && { buildArgs: { BASE_IMAGE: baseImage } }),
    });
  }
  const inEcr = parseEcrImage(image);
  return inEcr === undefined ? ContainerImage.fromRegistry(image) : fromEcr(scope, inEcr);
};

const fromEcr = (scope: Construct, { account, region, repository, reference }: EcrImage): ContainerImage => {
  const imported = Repository.fromRepositoryAttributes(scope, "Image", {
    repositoryName: repository,
    repositoryArn: `arn:${Stack.of(scope).partition}:ecr:${region}:${account}:repository/${repository}`,
  });
  return ContainerImage.fromEcrRepository(imported, reference);
};
