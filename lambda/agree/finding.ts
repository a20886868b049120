import type { MetricType } from "../model/exposition.ts";
import type { Side } from "./registry.ts";

/**
 * What at the Pushgateway disagrees with what is claimed: somebody pushed past the proxy, or before there was one.
 * For the operator only: it names jobs and groups. `isBreaking`: what it contradicts is live, too, or may be, so that the
 * scrape can be broken.
 */
export type Finding =
  | {
      readonly kind: "type";
      readonly name: string;
      /** As which it is claimed. */
      readonly claimed: { readonly owner: string; readonly type: MetricType };
      /** As which these groups have it. */
      readonly found: { readonly owner: string; readonly type: MetricType };
      /** Canonical paths of the first few groups. */
      readonly paths: readonly string[];
      readonly isBreaking: boolean;
    }
  | {
      readonly kind: "side";
      readonly job: string;
      readonly family: string;
      readonly label: string;
      /** The side on which the value cannot be. */
      readonly side: Side;
      readonly paths: readonly string[];
      readonly isBreaking: boolean;
    }
  /** Groups with empty label values: one beside the group without the label breaks the page. */
  | { readonly kind: "empty-label"; readonly paths: readonly string[]; readonly isBreaking: boolean };
