import { globsOverlap, parseGlob } from "../../model/glob.ts";
import { quote } from "../../model/issue.ts";
import type { Warning } from "../config-issue.ts";
import { printPath } from "../config-issue.ts";
import { canPush, grantsOf, type PlacedGrant } from "../written-callers.ts";

/**
 * A histogram `x` owns `x_bucket`, `x_count` and `x_sum` for all clients, a summary the last two. The first push
 * decides.
 */
export const suffixOwned: Warning = (config) => {
  const grants = grantsOf(config).filter(canPush);
  return grants.flatMap((own) =>
    own.grant.metrics.flatMap((pattern, index) => {
      const [, base] = SUFFIXED.exec(pattern) ?? [];
      const owner =
        base === undefined ? undefined : grants.find((other) => other !== own && mayPush(other, base));
      if (base === undefined || owner === undefined) {
        return [];
      }
      const text =
        `${quote(pattern)} can be taken by a histogram or summary ${quote(base)}, which ${printPath(owner.path)} may push; ` +
        "give each its own prefix";
      return [{ path: [...own.path, "metrics", index], text }];
    }),
  );
};

const SUFFIXED = /^(.+)_(?:bucket|count|sum)$/;

const mayPush = ({ grant }: PlacedGrant, base: string): boolean =>
  grant.metrics.some((pattern) => globsOverlap(parseGlob(pattern), parseGlob(base)));
