/**
 * The stages of a push. Each stage accepts only the result of the stage before it; anything else does not compile:
 *
 *   HTTP event
 *     │  authenticate      who is it?                          401
 *     │  request           can it be read as a push?           400 413 414 415
 *     │  authorize group   may the client touch this group?    403    (no byte of a stranger's body is inflated)
 *     ├── DELETE ────────────────────────────────────────────────────────────────┐
 *     │  decode            bytes → metric families             400 413 422       │
 *     │  validate          is every family valid?              422               │
 *     │  authorize metrics may it push these, and as many?     403 422           │
 *     │  store             does it fit what others pushed?     409 413 429 503 ◀──┤
 *     ├── dry run ─────────────────────────────────────┐                         │
 *     │  relay             the stored group → Pushgateway      502             ◀──┘
 *     ▼                                                │
 *   respond ◀──────────────────────────────────────────┘
 *
 * A refusal is a value and ends the push. A throw is a bug: the handler answers it with 500.
 */
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { ClientDirectory } from "./authenticate/client-directory.ts";
import { identifyCaller } from "./authenticate/identify-caller.ts";
import type { KeyLabels } from "./authorize/key-labels.ts";
import type { Destination } from "./destinations/destination.ts";
import type { Relay, RelayOutcome } from "./destinations/relay.ts";
import type { Clock } from "./model/clock.ts";
import type { ParseJson } from "./model/format.ts";
import type { PushStatus, PushTrace } from "./model/push-trace.ts";
import { type Refusal, refuse } from "./model/refusal.ts";
import { ok, type Result } from "./model/result.ts";
import { type AuthorizedDelete, type AuthorizedPush, isAuthorizedDelete } from "./model/stages.ts";
import {
  authorizeGroupStage,
  authorizeMetricsStage,
  decodeStage,
  requestStage,
  validateStage,
} from "./push-stages.ts";
import type { StorePorts } from "./store/group-push.ts";
import { checkPush, storeDelete, storePush } from "./store/store-push.ts";
import type { Validator } from "./validate/validate.ts";

export interface PipelinePorts {
  readonly directory: ClientDirectory;
  readonly parseJson: ParseJson;
  readonly validate: Validator;
  readonly keyLabels: KeyLabels;
  readonly now: Clock;
  readonly store: StorePorts;
  readonly relay: Pick<Relay, "write" | "remove">;
  readonly destination: Pick<Destination, "isReady">;
}

/** Carries out one push. Records in `trace` how far it came, its content, and the time of each stage. */
export const push = async (
  event: APIGatewayProxyEvent,
  ports: PipelinePorts,
  trace: PushTrace,
): Promise<Result<PushStatus, Refusal>> => {
  const client = trace.time("authenticate", () =>
    identifyCaller(event.requestContext.authorizer, ports.directory, ports.now()),
  );
  if (!client.ok) {
    return client;
  }
  trace.client = client.value;

  const read = trace.time("request", () => requestStage(event, client.value));
  if (!read.ok) {
    return read;
  }
  trace.request = read.value.request;

  const authorized = trace.time("authorizeGroup", () => authorizeGroupStage(read.value));
  if (!authorized.ok) {
    return authorized;
  }

  // With await, since a promise that an async function returns directly takes two more turns.
  return isAuthorizedDelete(authorized.value)
    ? await deleteGroup(authorized.value, ports, trace)
    : await pushMetrics(authorized.value, ports, trace);
};

const deleteGroup = async (
  authorized: AuthorizedDelete,
  ports: PipelinePorts,
  trace: PushTrace,
): Promise<Result<PushStatus, Refusal>> => {
  const buried = await trace.timeAsync("store", () => storeDelete(authorized, ports.store));
  if (!buried.ok) {
    return buried;
  }
  const { path } = authorized.request.key;
  const { restsOnMs } = buried.value;
  // The result does not matter: the group is deleted in the store, and the sweep repairs the Pushgateway if this relay
  // fails.
  await trace.timeAsync("relay", () => ports.relay.remove({ path, restsOnMs }));
  return ok("deleted");
};

const pushMetrics = async (
  authorized: AuthorizedPush,
  ports: PipelinePorts,
  trace: PushTrace,
): Promise<Result<PushStatus, Refusal>> => {
  const decoded = trace.time("decode", () => decodeStage(authorized, ports.parseJson));
  if (!decoded.ok) {
    return decoded;
  }

  const valid = trace.time("validate", () => validateStage(decoded.value, ports.validate));
  if (!valid.ok) {
    return valid;
  }
  trace.exposition = valid.value.exposition;

  const permitted = trace.time("authorizeMetrics", () => authorizeMetricsStage(valid.value, ports.keyLabels));
  if (!permitted.ok) {
    return permitted;
  }

  if (authorized.request.isDryRun) {
    const storable = await trace.timeAsync("store", () => checkPush(permitted.value, ports.store));
    return storable.ok ? ok("valid") : storable;
  }
  const stored = await trace.timeAsync("store", () => storePush(permitted.value, ports.store));
  if (!stored.ok) {
    return stored;
  }

  const relayed = await trace.timeAsync("relay", () => ports.relay.write(stored.value));
  return toResult(relayed);
};

const toResult = (relayed: RelayOutcome): Result<PushStatus, Refusal> => {
  switch (relayed) {
    case "delivered":
      return ok("pushed");
    case "later":
      return ok("stored");
    case "refused":
      return refuse(
        "pushgateway-refused",
        "the push is stored, but the Pushgateway refused what the proxy had accepted; report the request id to the operator of the proxy",
      );
  }
};
