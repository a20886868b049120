import { expect, it } from "@jest/globals";
import { Stage } from "aws-cdk-lib";
import { AssetManifestArtifact } from "aws-cdk-lib/cx-api";
import { createProxyConfig } from "../support/proxy-config.ts";
import { synthesizeStacks } from "../support/synthesize.ts";

it.each([
  [undefined, undefined],
  ["registry.example.com/pushgateway", { BASE_IMAGE: "registry.example.com/pushgateway" }],
])(
  "the image of the Pushgateway is built for the processor of its task, from the base image %s",
  (baseImage, dockerBuildArgs) => {
    const { deployment, pushgateway } = createProxyConfig();
    const stacks = synthesizeStacks(
      createProxyConfig({
        pushgateway: { ...(pushgateway as object), baseImage } as never,
        deployment: { ...deployment, alarms: { ...deployment.alarms, email: "on-call@example.com" } },
      }),
    );
    const { artifacts } = Stage.of(stacks.data)!.synth();
    const images = artifacts
      .filter((artifact) => AssetManifestArtifact.isAssetManifestArtifact(artifact))
      .flatMap(({ contents }) => Object.values(contents.dockerImages ?? {}));
    expect(images.map(({ source: { platform, dockerBuildArgs: args } }) => [platform, args])).toEqual([
      ["linux/arm64", dockerBuildArgs],
    ]);
  },
);
