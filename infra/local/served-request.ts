import type { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { parseGroupingKey } from "../../lambda/request/parse-grouping-key.ts";
import type { AnsweredRequest } from "./gateway/gateway-observer.ts";

/** An answered request of the local system, as the terminal and the console show it. */
export interface ServedRequest extends AnsweredRequest {
  readonly stage: string;
  /**
   * A hint for the operator, shown instead of the client's answer: why the credential was refused, or which prefix of
   * the path is wrong. Undefined if the answer is sufficient.
   */
  readonly hint: string | undefined;
}

/** The path without its query, which may contain an ignored credential. */
export const bareRequestPath = ({ path }: Pick<ServedRequest, "path">): string => path.split("?", 1)[0]!;

/** The group of the request. Undefined if the path names no group. */
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
