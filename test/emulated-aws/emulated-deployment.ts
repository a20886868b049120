import { join } from "node:path";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { createRandomToken } from "../../lambda/adapters/random-token.ts";
import { startPushgateway } from "../support/real-components.ts";
import { adaptAssembly } from "./adapt-assembly.ts";
import { createCdk, type Outputs } from "./cdk.ts";
import { startHostFront } from "./host-front.ts";
import { startMinistack } from "./start-ministack.ts";
import type { Target } from "./suite.ts";

export interface EmulatedDeployment extends Target {
  /** Deploys the same app once more, and resolves with what the CLI printed. */
  deployAgain(): Promise<string>;
  destroy(): Promise<string>;
}

/** The real stacks with the real bundles, deployed by the real CLI to an emulator, in front of a real Pushgateway. */
export const startEmulatedDeployment = async (): Promise<EmulatedDeployment> => {
  const ministack = await startMinistack();
  const pushgateway = await startPushgateway({ check: "off" });
  const cdk = createCdk(ministack);
  await cdk.bootstrap();
  const app = await cdk.synth([
    ...["-c", `config=${join(import.meta.dirname, "proxy.yaml")}`],
    ...["-c", `pushgatewayUrl=${pushgateway.url}`],
  ]);
  adaptAssembly(app);
  const outputs = (await cdk.deploy(app)).outputs["pushgateway-proxy-emulated-api"] ?? {};
  const { hostname, pathname } = new URL(outputs["Endpoint"] ?? "");
  const host = `${hostname.split(".")[0]}.execute-api.127.0.0.1:${ministack.port}`;
  const front = await startHostFront(ministack.port, host);
  const secrets = new SecretsManagerClient({
    endpoint: ministack.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const rotate = async (client: string): Promise<void> => {
    const SecretId = findSecretId(outputs, client);
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: createRandomToken() }));
  };
  // The emulator makes tokens without heeding what characters it is asked to leave out.
  for (const client of ["desktop-app", "reader", "rotating"]) await rotate(client);
  return {
    url: `${front.url}${pathname.replace(/\/$/, "")}`,
    pushgatewayUrl: pushgateway.url,
    readToken: async (client) => {
      const command = new GetSecretValueCommand({ SecretId: findSecretId(outputs, client) });
      return (await secrets.send(command)).SecretString ?? "";
    },
    rotate,
    deployAgain: async () => (await cdk.deploy(app)).log,
    destroy: () => cdk.destroy(app),
    stop: async () => {
      await front.stop();
      await pushgateway.stop();
      await ministack.stop();
    },
  };
};

/** From the command that the stack prints for it. */
const findSecretId = (outputs: Outputs[string], client: string): string => {
  const pattern = new RegExp(`--secret-id (\\S+${client.replaceAll("-", "")}\\S*)`);
  const found = Object.values(outputs)
    .map((value) => pattern.exec(value)?.[1])
    .find(Boolean);
  if (found === undefined) throw new Error(`the stack prints no secret of ${client}`);
  return found;
};
