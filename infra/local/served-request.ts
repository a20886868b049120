import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { parseGroupingKey } from "../../lambda/request/parse-grouping-key.ts";
import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/** A request that the local system has answered, as the terminal and the console show it. */
export interface ServedRequest extends AnsweredRequest {
  readonly stage: string;
  /**
   * A hint for the operator, shown in place of the client's answer: why the credential was refused, or what is wrong before
   * the path. Undefined if the answer is sufficient.
   */
  readonly hint: string | undefined;
}

/** The path without its query, where people put credentials that are ignored. */
export const bareRequestPath = ({ path }: Pick<ServedRequest, "path">): string => path.split("?", 1)[0]!;

/** The group of the request. Undefined: the path is not that of a group. */
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
