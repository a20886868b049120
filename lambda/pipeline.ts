/**
 * The way of a push. Every stage takes what the one before it gives, and nothing else will compile:
 *
 *   HTTP event
 *     │  authenticate      who is it?                          401
 *     │  request           can it be read as a push?           400 413 414 415
 *     │  authorize group   may the client touch this group?    403    (no byte of a stranger's body is inflated)
 *     ├── DELETE ────────────────────────────────────────────────────────────────┐
 *     │  decode            bytes → metric families             400 413           │
 *     │  validate          is every family sound?              422               │
 *     │  authorize metrics may it push these, and as many?     403 422           │
 *     │  agree             does it fit what others pushed?     409 429 503       │
 *     ├── dry run ─────────────────────────────────────┐                         │
 *     │  relay             canonical protobuf → Pushgateway    502 503 504 ◀─────┘
 *     ▼                                                │
 *   respond ◀──────────────────────────────────────────┘
 *
 * A refusal is a value and ends the way. A throw is a bug: the handler answers it with 500.
 */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { agree } from "./agree/agree.ts";
import type { Registry } from "./agree/registry.ts";
import type { ClientDirectory } from "./authenticate/client-directory.ts";
import { identifyCaller } from "./authenticate/identify-caller.ts";
import type { KeyLabels } from "./authorize/key-labels.ts";
import type { ParseJson } from "./model/format.ts";
import type { PushTrace } from "./model/push-trace.ts";
import type { Refusal } from "./model/refusal.ts";
import { ok, type Result } from "./model/result.ts";
import {
  type AgreedPush,
  type AuthorizedDelete,
  type AuthorizedPush,
  isAuthorizedDelete,
  type PermittedPush,
} from "./model/stages.ts";
import {
  authorizeGroupStage,
  authorizeMetricsStage,
  decodeStage,
  requestStage,
  validateStage,
} from "./push-stages.ts";
import { type RelayPorts, relayDelete, relayPush } from "./relay/relay.ts";
import type { Summary } from "./respond/respond.ts";
import type { Validator } from "./validate/validate.ts";

export interface PipelinePorts extends RelayPorts {
  readonly directory: ClientDirectory;
  readonly parseJson: ParseJson;
  readonly validate: Validator;
  readonly registry: Registry;
  readonly keyLabels: KeyLabels;
  /** Labels that some grant lets a grouping key have. */
  readonly trackedLabels: ReadonlySet<string>;
}

/** Carries out one push, noting in `trace` how far it came and what each stage took. */
export const push = async (
  event: APIGatewayProxyEvent,
  ports: PipelinePorts,
  trace: PushTrace,
): Promise<Result<Summary, Refusal>> => {
  const client = trace.time("authenticate", () =>
    identifyCaller(event.requestContext.authorizer, ports.directory, ports.now()),
  );
  if (!client.ok) return client;
  trace.client = client.value;

  const read = trace.time("request", () => requestStage(event, client.value));
  if (!read.ok) return read;
  trace.request = read.value.request;

  const authorized = trace.time("authorizeGroup", () => authorizeGroupStage(read.value));
  if (!authorized.ok) return authorized;

  return isAuthorizedDelete(authorized.value)
    ? deleteGroup(authorized.value, ports, trace)
    : pushMetrics(authorized.value, ports, trace);
};

const deleteGroup = async (
  authorized: AuthorizedDelete,
  ports: PipelinePorts,
  trace: PushTrace,
): Promise<Result<Summary, Refusal>> => {
  const deleted = await trace.timeAsync("relay", () => relayDelete(authorized, ports));
  return deleted.ok ? ok({ status: "deleted" }) : deleted;
};

const pushMetrics = async (
  authorized: AuthorizedPush,
  ports: PipelinePorts,
  trace: PushTrace,
): Promise<Result<Summary, Refusal>> => {
  const decoded = trace.time("decode", () => decodeStage(authorized, ports.parseJson));
  if (!decoded.ok) return decoded;

  const sound = trace.time("validate", () => validateStage(decoded.value, ports.validate));
  if (!sound.ok) return sound;
  trace.exposition = sound.value.exposition;

  const permitted = trace.time("authorizeMetrics", () => authorizeMetricsStage(sound.value, ports.keyLabels));
  if (!permitted.ok) return permitted;

  const agreed = await trace.timeAsync("agree", () => agreeToSend(permitted.value, ports));
  if (!agreed.ok) return agreed;

  const { families, series, warnings } = agreed.value.exposition;
  const summary = { families: families.length, series, warnings };
  if (authorized.request.isDryRun) return ok({ status: "valid", ...summary });

  const relayed = await trace.timeAsync("relay", () => relayPush(agreed.value, ports));
  return relayed.ok ? ok({ status: "pushed", ...summary }) : relayed;
};

/** A function can be frozen for minutes after any await: an agreement that ran out meanwhile is made again. */
const agreeToSend = async (
  permitted: PermittedPush,
  ports: PipelinePorts,
): Promise<Result<AgreedPush, Refusal>> => {
  const agreed = await agree(permitted, ports.registry, ports.trackedLabels);
  const isInTime = !agreed.ok || ports.now() < agreed.value.validUntilMs;
  return isInTime ? agreed : agree(permitted, ports.registry, ports.trackedLabels);
};
