import type { Clock } from "../model/clock.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Secret } from "../model/secret.ts";
import type { TokenVersion } from "./secret-store.ts";

/** The steps of a rotation, in the order in which Secrets Manager requests them. It can repeat each of them. */
export type RotationStep = "createSecret" | "setSecret" | "testSecret" | "finishSecret";

export interface RotationRequest {
  readonly step: RotationStep;
  readonly secretId: string;
  /** The id of the version that the rotation creates. */
  readonly versionId: string;
}

export type RotationEvent = Readonly<Partial<Record<"Step" | "SecretId" | "ClientRequestToken", string>>>;

export interface RotationPorts {
  readonly secrets: RotatableSecrets;
  readonly createToken: () => string;
  /** How long the previous token is accepted. It counts from the time when the new one was made. */
  readonly overlapMs: number;
  readonly now: Clock;
}

/** A secret with its versions. Every method throws if Secrets Manager does not answer or refuses. */
export interface RotatableSecrets {
  /** Undefined if rotation of the secret is not enabled. */
  stagesOf(secretId: string): Promise<Stages | undefined>;
  /** The token of the current version. Undefined if there is none. */
  readCurrent(secretId: string): Promise<TokenVersion | undefined>;
  /** The token of the pending version. Undefined if it has no token yet. */
  readPending(secretId: string, versionId: string): Promise<TokenVersion | undefined>;
  putPending(secretId: string, versionId: string, token: string): Promise<void>;
  /** Makes the version no longer pending, so that the next attempt makes another one. */
  endPending(secretId: string, versionId: string): Promise<void>;
  /** Makes the version current, and the current one the previous one. */
  makeCurrent(secretId: string, versionId: string, currentVersionId: string): Promise<void>;
}

/** Why a rotation stops. The current token then does not change, and Secrets Manager tries again later. */
export type RotationRefusal =
  | "not-rotatable"
  | "version-unknown"
  | "version-not-pending"
  | "token-unusable"
  | "token-old"
  | "overlap-running";

/** Parses an event of Secrets Manager. Undefined for anything else. */
export const parseRotationEvent = (event: RotationEvent | null): RotationRequest | undefined => {
  const { Step: step, SecretId: secretId, ClientRequestToken: versionId } = event ?? {};
  return isStep(step) && secretId && versionId ? { step, secretId, versionId } : undefined;
};

const isStep = (step: unknown): step is RotationStep => STEPS.includes(step);

const STEPS: readonly unknown[] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

/** The stages of each version of a secret, by version id. */
type Stages = ReadonlyMap<string, readonly string[]>;

const findVersion = (stages: Stages, stage: string): string | undefined =>
  [...stages].find(([, names]) => names.includes(stage))?.[0];

/** Executes one step. Repeating it changes nothing. */
export const rotate = async (
  request: RotationRequest,
  ports: RotationPorts,
): Promise<Result<void, RotationRefusal>> => {
  const stages = await ports.secrets.stagesOf(request.secretId);
  if (stages === undefined) {
    return err("not-rotatable");
  }
  const own = stages.get(request.versionId);
  if (own === undefined) {
    return err("version-unknown");
  }
  if (own.includes("AWSCURRENT")) {
    return ok(undefined);
  }
  if (!own.includes("AWSPENDING")) {
    return err("version-not-pending");
  }
  switch (request.step) {
    case "createSecret":
      return createPending(request, stages, ports);
    case "setSecret":
      // The authorizer reads tokens from Secrets Manager, so there is no other place to set one.
      return ok(undefined);
    case "testSecret":
      return testPending(request, ports);
    case "finishSecret":
      return finish(request, stages, ports);
  }
};

const createPending = async (
  { secretId, versionId }: RotationRequest,
  stages: Stages,
  ports: RotationPorts,
): Promise<Result<void, RotationRefusal>> => {
  const { secrets, createToken } = ports;
  if (await isOverlapRunning(secretId, stages, ports)) {
    return err("overlap-running");
  }
  if ((await secrets.readPending(secretId, versionId)) === undefined) {
    await secrets.putPending(secretId, versionId, createToken());
  }
  return ok(undefined);
};

/**
 * Whether the previous token is still accepted, for instance because an operator has changed the token by hand. Secrets
 * Manager keeps only one previous version, so another rotation would end this time early.
 */
const isOverlapRunning = async (
  secretId: string,
  stages: Stages,
  { secrets, overlapMs, now }: RotationPorts,
): Promise<boolean> => {
  if (findVersion(stages, "AWSPREVIOUS") === undefined) {
    return false;
  }
  const current = await secrets.readCurrent(secretId);
  return current !== undefined && now() < toOverlapEndMs(current, overlapMs);
};

/** Until when the token is accepted that this version has replaced. */
export const toOverlapEndMs = (
  { createdAtMs }: Pick<TokenVersion, "createdAtMs">,
  overlapMs: number,
): number => createdAtMs + overlapMs;

/**
 * The new token must work in both schemes: without a dot or a blank, and long enough to be unguessable. For a new
 * schedule, Secrets Manager calls only this step, with a version that may be empty and is thrown away. Then there is
 * nothing to test.
 */
const testPending = async (
  { secretId, versionId }: RotationRequest,
  { secrets }: RotationPorts,
): Promise<Result<void, RotationRefusal>> => {
  const pending = await secrets.readPending(secretId, versionId);
  return pending === undefined || isUsable(pending.token) ? ok(undefined) : err("token-unusable");
};

const isUsable = (token: Secret): boolean => /^[A-Za-z0-9_-]{32,}$/.test(token.reveal());

/** Its steps take seconds. So a rotation that takes longer was interrupted, however short the overlap is. */
const LONGEST_ROTATION_MS = 15 * 60_000;

/**
 * Steps can come in any order, so the token is checked again before it becomes current. A rotation that was interrupted
 * can continue days later with the token that it has made. Clients would then have no time to change theirs, so such a
 * token is thrown away.
 */
const finish = async (
  { secretId, versionId }: RotationRequest,
  stages: Stages,
  ports: RotationPorts,
): Promise<Result<void, RotationRefusal>> => {
  const { secrets, overlapMs, now } = ports;
  const pending = await secrets.readPending(secretId, versionId);
  if (pending === undefined || !isUsable(pending.token)) {
    return err("token-unusable");
  }
  if (now() - pending.createdAtMs > Math.max(overlapMs / 2, LONGEST_ROTATION_MS)) {
    await secrets.endPending(secretId, versionId);
    return err("token-old");
  }
  const current = findVersion(stages, "AWSCURRENT");
  if (current === undefined) {
    return err("not-rotatable");
  }
  if (await isOverlapRunning(secretId, stages, ports)) {
    return err("overlap-running");
  }
  await secrets.makeCurrent(secretId, versionId, current);
  return ok(undefined);
};
