import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { parseGroupingKey } from "../../lambda/request/parse-grouping-key.ts";
import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/** A request that the local system has answered, as the terminal and the console show it. */
export interface ServedRequest extends AnsweredRequest {
  readonly stage: string;
  /**
   * What the operator is told of a refusal in place of what the client was told: why its credential is no good, or what is in
   * front of its path. Undefined where the answer says it all.
   */
  readonly hint: string | undefined;
}

/** The path without its query, where people put credentials that are ignored. */
export const bareRequestPath = ({ path }: Pick<ServedRequest, "path">): string => path.split("?", 1)[0]!;

/** The group that is meant; undefined: the path is none of a group. */
export const parseRequestedKey = (
  request: Pick<ServedRequest, "path" | "stage">,
): GroupingKey | undefined => {
  const bare = bareRequestPath(request);
  if (!/^\/*([^/]+\/)?metrics\//.test(bare)) {
    return undefined;
  }
  const { stage } = request;
  const below = bare.startsWith(`/${stage}/`) ? bare.slice(stage.length + 1) : bare;
  const key = parseGroupingKey(below.replace(/^\/\//, "/"));
  return key.ok ? key.value : undefined;
};
