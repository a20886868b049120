import { forEachConcurrently } from "../model/for-each-concurrently.ts";

/** Creates the missing secrets of clients during a deployment. No existing token is changed. */

export interface ProvisionPorts {
  readonly secrets: ProvisionedSecrets;
  readonly createToken: () => string;
}

/** Clients' secrets, by client id. Every method throws if Secrets Manager does not answer or refuses. */
export interface ProvisionedSecrets {
  find(clientId: string): Promise<SecretState>;
  /**
   * Keeps a secret that exists. Lambda can deliver an event twice, and the other delivery can have created it meanwhile.
   */
  create(clientId: string, token: string): Promise<void>;
  /**
   * Schedules the rotation of the secret by the function. It does not rotate now, since a deployment must not change
   * tokens that are in use.
   */
  schedule(clientId: string, rotation: Required<RotationSchedule>): Promise<void>;
  unschedule(clientId: string): Promise<void>;
  /** Ends a rotation that stopped before its end. */
  endUnfinished(clientId: string, versionId: string): Promise<void>;
}

export type SecretState =
  | { readonly kind: "missing" }
  /** Marked for deletion, so it can be neither read nor created. */
  | { readonly kind: "withdrawn" }
  | {
      readonly kind: "present";
      readonly rotation: Partial<RotationSchedule>;
      /** The version of a rotation that stopped before its end. While there is one, Secrets Manager accepts no schedule. */
      readonly unfinished?: string | undefined;
    };

export interface RotationSchedule {
  /** ARN of the function that creates a new token. */
  readonly functionArn: string | undefined;
  readonly everyDays: number | undefined;
}

export interface Provisioned {
  readonly created: number;
  /** From an earlier deployment, or existing since the last one. */
  readonly kept: number;
  /** Clients whose secret is marked for deletion, so they have no working token. */
  readonly withdrawn: readonly string[];
}

/** Secrets Manager allows 50 changes a second in total, and each takes about 50 ms. */
const AT_ONCE = 4;

/**
 * Creates missing tokens and keeps all others, so that a deployment adopts the tokens of a destroyed one. Repeating it
 * changes nothing.
 */
export const provisionTokens = async (
  clientIds: readonly string[],
  rotation: RotationSchedule,
  ports: ProvisionPorts,
): Promise<Provisioned> => {
  const outcomes = new Map<string, Outcome>();
  await forEachConcurrently(clientIds, AT_ONCE, async (id) => {
    outcomes.set(id, await provision(id, rotation, ports));
  });
  const idsOf = (wanted: Outcome) => clientIds.filter((id) => outcomes.get(id) === wanted);
  return {
    created: idsOf("created").length,
    kept: idsOf("kept").length,
    withdrawn: idsOf("withdrawn"),
  };
};

type Outcome = "created" | "kept" | "withdrawn";

const provision = async (
  clientId: string,
  rotation: RotationSchedule,
  { secrets, createToken }: ProvisionPorts,
): Promise<Outcome> => {
  const state = await secrets.find(clientId);
  if (state.kind === "withdrawn") {
    return "withdrawn";
  }
  if (state.kind === "missing") {
    await secrets.create(clientId, createToken());
  }
  await changeSchedule(clientId, state.kind === "present" ? state : NEW, rotation, secrets);
  return state.kind === "missing" ? "created" : "kept";
};

type Schedule = Omit<Extract<SecretState, { kind: "present" }>, "kind">;

const NEW: Schedule = { rotation: {} };

const changeSchedule = async (
  clientId: string,
  { rotation: current, unfinished }: Schedule,
  { functionArn, everyDays }: RotationSchedule,
  secrets: ProvisionedSecrets,
): Promise<void> => {
  if (current.functionArn === functionArn && current.everyDays === everyDays) {
    return;
  }
  if (functionArn !== undefined && everyDays !== undefined) {
    if (unfinished !== undefined) {
      await secrets.endUnfinished(clientId, unfinished);
    }
    await secrets.schedule(clientId, { functionArn, everyDays });
  } else {
    await secrets.unschedule(clientId);
  }
};
