import {
  paginateListSecrets,
  type SecretListEntry,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { toSecretDescription } from "../lambda/config/client-secret.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";

/**
 * The ARN of a client's secret. Secrets outlive their stack, so that several can say that they are the same client's:
 * then those of the stack are meant, and if that does not tell, somebody has to.
 */
export const findClientSecret = async (
  client: SecretsManagerClient,
  clientId: string,
  stackName: string,
): Promise<Result<string, string>> => {
  const description = toSecretDescription(clientId);
  const found = await listSecrets(client, description);
  const ofStack = found.filter((secret) => stackOf(secret) === stackName);
  const [only, ...others] = (ofStack.length > 0 ? ofStack : found).map(({ ARN }) => ARN ?? "");
  if (only === undefined) {
    return err(
      `no secret is described as "${description}" in this account and region; is the proxy deployed here?`,
    );
  }
  if (others.length === 0) return ok(only);
  return err(
    `several secrets are described as "${description}"; name one by --secret:\n${[only, ...others].join("\n")}`,
  );
};

const listSecrets = async (client: SecretsManagerClient, description: string): Promise<SecretListEntry[]> => {
  const filters = [{ Key: "description" as const, Values: [description] }];
  const found: SecretListEntry[] = [];
  for await (const { SecretList } of paginateListSecrets({ client }, { Filters: filters })) {
    found.push(...(SecretList ?? []).filter(({ Description }) => Description === description));
  }
  return found;
};

const stackOf = ({ Tags }: SecretListEntry): string | undefined =>
  Tags?.find(({ Key }) => Key === "aws:cloudformation:stack-name")?.Value;
