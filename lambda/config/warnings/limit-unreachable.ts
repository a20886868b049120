import { DEFAULT_LIMITS } from "../../model/client.ts";
import type { ConfigPath, UnplacedIssue, Warning } from "../config-issue.ts";
import { callersOf } from "../written-callers.ts";

/** What one push may have at most is also limited by what its client may keep. */
const KEPT = [
  ["series", "totalSeries"],
  ["relayedBytes", "totalBytes"],
] as const;

/** What one client may keep is also limited by what all clients together may keep. */
const ALL = [
  ["groups", "maxGroups"],
  ["totalSeries", "maxSeries"],
  ["totalBytes", "maxBytes"],
  ["totalNames", "maxNames"],
] as const;

/** Only limits that are written are checked: a default that is never reached does no harm. */
export const limitUnreachable: Warning = (config) => {
  const { store, limits: common } = config;
  return [{ path: [], limits: common }, ...callersOf(config)].flatMap(({ path, limits = {} }) => [
    ...KEPT.flatMap(([name, above]) =>
      compare([...path, "limits", name], limits[name], {
        name: above,
        value: limits[above] ?? common[above] ?? DEFAULT_LIMITS[above],
      }),
    ),
    ...ALL.flatMap(([name, above]) =>
      compare([...path, "limits", name], limits[name], { name: `store.${above}`, value: store[above] }),
    ),
  ]);
};

const compare = (
  path: ConfigPath,
  value: number | undefined,
  above: { readonly name: string; readonly value: number | undefined },
): readonly UnplacedIssue[] =>
  value === undefined || above.value === undefined || value <= above.value
    ? []
    : [
        {
          path,
          text: `${show(value)} can never be reached, because ${above.name} is ${show(above.value)}; lower it, or raise ${above.name}`,
        },
      ];

const show = (value: number): string => value.toLocaleString("en-US");
