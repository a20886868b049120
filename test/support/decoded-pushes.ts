import { DEFAULT_LIMITS } from "../../lambda/model/client.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import type { PushRequest } from "../../lambda/model/push-request.ts";
import type { AuthorizedPush, DecodedExposition, DecodedPush } from "../../lambda/model/stages.ts";

/** A push as `authorize group` gives it: of the text format, to `/metrics/job/test`, unless `request` says otherwise. */
export const toAuthorizedPush = (
  body: string | Uint8Array,
  request: Partial<PushRequest> = {},
): AuthorizedPush =>
  ({
    client: { id: "test", grants: [], limits: DEFAULT_LIMITS, claims: {} },
    grants: [],
    request: {
      method: "PUT",
      key: GroupingKey.of("test", []),
      isDryRun: false,
      format: "text",
      encoding: "identity",
      body: Buffer.from(body as string),
      ...request,
    },
  }) as unknown as AuthorizedPush;

export const toDecodedPush = (decoded: DecodedExposition, request: Partial<PushRequest> = {}): DecodedPush =>
  ({ ...toAuthorizedPush("", request), decoded }) as unknown as DecodedPush;
