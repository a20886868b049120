import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import type { AuthorizedPush, DecodedPush, ReadPush } from "../../lambda/model/stages.ts";
import {
  authorizeGroupStage,
  authorizeMetricsStage,
  decodeStage,
  validateStage,
} from "../../lambda/push-stages.ts";
import { createStrictValidator } from "../../lambda/validate/validate.ts";

const validate = createStrictValidator(Date.now);
const keyLabels = () => new Set<string>();

/**
 * Each line skips a stage and must not compile. `npm run check` reads this file: if a line compiles, its
 * `@ts-expect-error` is unused, which is an error.
 */
export const SKIPPED_STAGES = [
  // @ts-expect-error: nobody was authenticated
  (push: Pick<ReadPush, "request">) => authorizeGroupStage(push),
  // @ts-expect-error: the group is not authorized
  (push: ReadPush) => decodeStage(push, parseJsonBody),
  // @ts-expect-error: the payload is not decoded
  (push: AuthorizedPush) => validateStage(push, validate),
  // @ts-expect-error: the families are not validated
  (push: DecodedPush) => authorizeMetricsStage(push, keyLabels),
];
