import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { listenOnLoopback } from "./loopback.ts";

/**
 * Secrets Manager as its SDK sees it: AWS JSON 1.1 over HTTP, versions with stages, and the service's errors. It does
 * what the API reference says about each action.
 */
export interface SecretsManagerServer {
  readonly url: string;
  readonly client: SecretsManagerClient;
  /** Names of the called actions, `GetSecretValue` with its stage. */
  readonly calls: string[];
  /** Creates a secret, or a new current version of it. */
  put(secretId: string, token: string, details?: SecretDetails): void;
  /** Starts a rotation as RotateSecret does. Returns the id of the new version. */
  startRotation(secretId: string): string;
  /** Changes the time when a version was created. */
  age(secretId: string, versionId: string, createdAtMs: number): void;
  setMode(mode: ServerMode): void;
  /** Is called once, after the next call of this name has arrived and before it is executed. */
  beforeNext(call: string, action: () => Promise<void> | void): void;
  close(): Promise<void>;
}

/**
 * `down` answers 500, `silent` never answers, `silent-once` answers from the second request on, `trickling` sends an
 * endless answer a byte at a time, `half` sends the first half of an answer and then nothing, `unquoted` sends an answer
 * that is not JSON.
 */
export type ServerMode = "up" | "down" | "silent" | "silent-once" | "trickling" | "half" | "unquoted";

export interface SecretDetails {
  readonly createdAtMs?: number;
  /** Marked for deletion. */
  readonly isWithdrawn?: boolean;
}

interface Version {
  value: string | undefined;
  stages: Set<string>;
  createdAtMs: number;
}

interface StoredSecret {
  readonly versions: Map<string, Version>;
  details: SecretDetails;
  rotationEnabled: boolean;
  rotation: Rotation | undefined;
}

interface Rotation {
  readonly RotationLambdaARN: string | undefined;
  readonly RotationRules: unknown;
}

type Input = Readonly<Record<string, string | undefined>> & {
  readonly VersionStages?: readonly string[];
  readonly RotateImmediately?: boolean;
};

export const startSecretsManagerServer = async (): Promise<SecretsManagerServer> => {
  const secrets = new Map<string, StoredSecret>();
  const calls: string[] = [];
  const actions = new Map<string, () => Promise<void> | void>();
  let mode: ServerMode = "up";

  const server = createServer(async (request, response) => {
    const action = String(request.headers["x-amz-target"]).replace("secretsmanager.", "");
    const input = JSON.parse(await readBody(request)) as Input;
    const call = action === "GetSecretValue" ? `${action} ${input["VersionStage"]}` : action;
    calls.push(call);
    const before = actions.get(call);
    actions.delete(call);
    await before?.();
    if (mode === "silent" || (mode === "silent-once" && calls.length === 1)) {
      return;
    }
    const answer = mode === "down" ? outage(500, "InternalServiceError") : act(secrets, action, input);
    const body = JSON.stringify(answer.body);
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" });
    if (mode === "trickling") {
      trickle(response);
    } else if (mode === "half") {
      response.write(body.slice(0, body.length / 2));
    } else if (mode === "unquoted") {
      response.end(body.replace(/("SecretString":)"(.*?)"/, "$1$2"));
    } else {
      response.end(body);
    }
  });
  const { url } = await listenOnLoopback(server);

  const client = new SecretsManagerClient({
    endpoint: url,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });

  return {
    url,
    client,
    calls,
    put: (secretId, token, details = {}) => {
      const secret = secrets.get(secretId) ?? createSecret();
      secrets.set(secretId, secret);
      secret.details = details;
      const id = randomUUID();
      secret.versions.set(id, {
        value: token,
        stages: new Set(),
        createdAtMs: details.createdAtMs ?? Date.now(),
      });
      moveCurrent(secret, id);
    },
    startRotation: (secretId) => {
      const id = randomUUID();
      const secret = secrets.get(secretId)!;
      secret.rotationEnabled = true;
      secret.versions.set(id, { value: undefined, stages: new Set(["AWSPENDING"]), createdAtMs: Date.now() });
      return id;
    },
    age: (secretId, versionId, createdAtMs) => {
      secrets.get(secretId)!.versions.get(versionId)!.createdAtMs = createdAtMs;
    },
    setMode: (next) => {
      mode = next;
    },
    beforeNext: (call, action) => {
      actions.set(call, action);
    },
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const trickle = (response: ServerResponse): void => {
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
};

interface Answer {
  readonly status: number;
  readonly body: object;
}

const outage = (status: number, type: string): Answer => ({ status, body: { __type: type, Message: type } });

const createSecret = (): StoredSecret => ({
  versions: new Map(),
  details: {},
  rotationEnabled: false,
  rotation: undefined,
});

const NOT_FOUND = outage(400, "ResourceNotFoundException");

const act = (secrets: Map<string, StoredSecret>, action: string, input: Input): Answer => {
  if (action === "CreateSecret") {
    return addSecret(secrets, input);
  }
  const secret = secrets.get(input["SecretId"] ?? "");
  if (secret === undefined) {
    return NOT_FOUND;
  }
  switch (action) {
    case "GetSecretValue":
      return getSecretValue(secret, input);
    case "DescribeSecret":
      return describeSecret(secret);
    case "PutSecretValue":
      return putSecretValue(secret, input);
    case "UpdateSecretVersionStage":
      return updateSecretVersionStage(secret, input);
    case "RotateSecret":
      return rotateSecret(secret, input);
    case "CancelRotateSecret":
      secret.rotationEnabled = false;
      return { status: 200, body: {} };
    default:
      return outage(400, "InvalidRequestException");
  }
};

const getSecretValue = (secret: StoredSecret, input: Input): Answer => {
  if (secret.details.isWithdrawn === true) {
    return outage(400, "InvalidRequestException");
  }
  const stage = input["VersionStage"] ?? "AWSCURRENT";
  const found = [...secret.versions].find(
    ([id, { stages }]) => stages.has(stage) && (input["VersionId"] ?? id) === id,
  );
  if (found?.[1].value === undefined) {
    return NOT_FOUND;
  }
  const [VersionId, { value, stages, createdAtMs }] = found;
  const body = {
    VersionId,
    SecretString: value,
    VersionStages: [...stages],
    CreatedDate: createdAtMs / 1000,
  };
  return { status: 200, body };
};

const addSecret = (secrets: Map<string, StoredSecret>, input: Input): Answer => {
  const name = input["Name"] ?? "";
  if (secrets.has(name)) {
    return outage(400, "ResourceExistsException");
  }
  const secret = createSecret();
  secrets.set(name, secret);
  return putSecretValue(secret, input);
};

const rotateSecret = (secret: StoredSecret, input: Input): Answer => {
  // Without it Secrets Manager would rotate at once.
  if (input.RotateImmediately !== false) {
    return outage(400, "InvalidRequestException");
  }
  // "A previous rotation isn't complete. That rotation will be reattempted."
  if ([...secret.versions.values()].some(({ stages }) => isUnfinished(stages))) {
    return outage(400, "InvalidRequestException");
  }
  secret.rotationEnabled = true;
  const { RotationLambdaARN, RotationRules } = input;
  secret.rotation = { RotationLambdaARN, RotationRules };
  return { status: 200, body: {} };
};

const isUnfinished = (stages: ReadonlySet<string>): boolean =>
  stages.has("AWSPENDING") && !stages.has("AWSCURRENT");

const describeSecret = ({ versions, rotationEnabled, rotation, details }: StoredSecret): Answer => {
  const staged = [...versions].filter(([, { stages }]) => stages.size > 0);
  const VersionIdsToStages = Object.fromEntries(staged.map(([id, { stages }]) => [id, [...stages]]));
  const DeletedDate = details.isWithdrawn === true ? 1_700_000_000 : undefined;
  const body = { RotationEnabled: rotationEnabled, VersionIdsToStages, ...rotation, DeletedDate };
  return { status: 200, body };
};

const putSecretValue = (secret: StoredSecret, input: Input): Answer => {
  const id = input["ClientRequestToken"] ?? randomUUID();
  const known = secret.versions.get(id);
  if (known?.value !== undefined && known.value !== input["SecretString"]) {
    return outage(400, "ResourceExistsException");
  }
  const stages = input.VersionStages ?? ["AWSCURRENT"];
  const version = known ?? { value: undefined, stages: new Set<string>(), createdAtMs: Date.now() };
  version.value = input["SecretString"];
  secret.versions.set(id, version);
  if (stages.includes("AWSCURRENT")) {
    moveCurrent(secret, id);
  } else {
    for (const stage of stages) {
      version.stages.add(stage);
    }
  }
  return { status: 200, body: { VersionId: id } };
};

const updateSecretVersionStage = (secret: StoredSecret, input: Input): Answer => {
  const stage = input["VersionStage"] ?? "";
  const from = secret.versions.get(input["RemoveFromVersionId"] ?? "");
  const to = input["MoveToVersionId"];
  // A label that no version has need not be removed from one.
  if (from === undefined && ![...secret.versions.values()].some(({ stages }) => stages.has(stage))) {
    secret.versions.get(to ?? "")?.stages.add(stage);
    return { status: 200, body: {} };
  }
  if (from?.stages.has(stage) !== true) {
    return outage(400, "InvalidParameterException");
  }
  if (to === undefined) {
    if (stage === "AWSCURRENT") {
      return outage(400, "InvalidParameterException");
    }
    from.stages.delete(stage);
  } else if (stage === "AWSCURRENT") {
    moveCurrent(secret, to);
  } else {
    from.stages.delete(stage);
    secret.versions.get(to)?.stages.add(stage);
  }
  return { status: 200, body: {} };
};

/** "If this operation moves AWSCURRENT, Secrets Manager moves AWSPREVIOUS to the version that AWSCURRENT was removed from." */
const moveCurrent = ({ versions }: StoredSecret, id: string): void => {
  const current = [...versions.values()].find(({ stages }) => stages.has("AWSCURRENT"));
  if (current !== undefined) {
    for (const { stages } of versions.values()) {
      stages.delete("AWSPREVIOUS");
    }
    current.stages.delete("AWSCURRENT");
    current.stages.add("AWSPREVIOUS");
  }
  versions.get(id)?.stages.add("AWSCURRENT");
};
