/**
 * The stages with the types of `model/stages.ts`. A stage's own function takes only what it needs, so it can also run
 * outside a push. The functions here pass it the result of the stage before, and cast its result to the type of the
 * stage. So a pipeline that skips a stage does not compile.
 */
import type { APIGatewayProxyEvent } from "aws-lambda";
import { authorizeGroup } from "./authorize/authorize-group.ts";
import { authorizeMetrics } from "./authorize/authorize-metrics.ts";
import type { KeyLabels } from "./authorize/key-labels.ts";
import { decode } from "./decode/decode.ts";
import { FORMATS } from "./decode/formats.ts";
import { countEncodedBytes } from "./encode/encode-exposition.ts";
import type { Client } from "./model/client.ts";
import type { ParseJson } from "./model/format.ts";
import type { Refusal } from "./model/refusal.ts";
import { ok, type Result } from "./model/result.ts";
import type {
  AuthorizedPush,
  AuthorizedRequest,
  DecodedPush,
  PermittedPush,
  ReadPush,
  ValidPush,
} from "./model/stages.ts";
import { readPush } from "./request/read-push.ts";
import type { Validator } from "./validate/validate.ts";

export const requestStage = (event: APIGatewayProxyEvent, client: Client): Result<ReadPush, Refusal> => {
  const request = readPush(event, client.limits.bodyBytes, FORMATS);
  return request.ok ? ok({ client, request: request.value } as ReadPush) : request;
};

export const authorizeGroupStage = (push: ReadPush): Result<AuthorizedRequest, Refusal> => {
  const grants = authorizeGroup(push.client, push.request);
  return grants.ok ? ok({ ...push, grants: grants.value } as AuthorizedRequest) : grants;
};

export const decodeStage = (push: AuthorizedPush, parseJson: ParseJson): Result<DecodedPush, Refusal> => {
  const decoded = decode(push.request, push.client.limits.inflatedBytes, parseJson);
  return decoded.ok ? ok({ ...push, decoded: decoded.value } as DecodedPush) : decoded;
};

export const validateStage = (push: DecodedPush, validate: Validator): Result<ValidPush, Refusal> => {
  const { client, request, grants, decoded } = push;
  const exposition = validate(decoded, request);
  return exposition.ok
    ? ok({ client, request, grants, exposition: exposition.value } as ValidPush)
    : exposition;
};

export const authorizeMetricsStage = (
  push: ValidPush,
  keyLabels: KeyLabels,
): Result<PermittedPush, Refusal> => {
  const { grants, exposition, client, request } = push;
  const permitted = authorizeMetrics(
    { grants, exposition, limits: client.limits, key: request.key },
    { keyLabels, countEncodedBytes },
  );
  return permitted.ok ? ok(push as PermittedPush) : permitted;
};
