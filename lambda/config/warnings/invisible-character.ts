import { quote } from "../../model/issue.ts";
import { escapeIndistinct } from "../../model/printable.ts";
import type { ConfigPath, UnplacedIssue, Warning } from "../config-issue.ts";

/**
 * A pattern with a character that cannot be seen, or that looks like a space, such as U+202E or the no-break space. Such
 * characters come with copied text.
 */
export const invisibleCharacter: Warning = ({ clients, issuers, expiry }) => [
  ...findIn({ clients }, []),
  ...findIn({ issuers }, []),
  ...findIn({ expiry }, []),
];

const findIn = (value: unknown, path: ConfigPath): readonly UnplacedIssue[] => {
  if (typeof value === "string") {
    return escapeIndistinct(value) === value
      ? []
      : [
          {
            path,
            text: `${quote(value)} contains a character that cannot be seen (shown as \\u and its number); write the value without it, unless pushes have it, too`,
          },
        ];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, part]) =>
        findIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [];
};
