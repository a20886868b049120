import type { GroupingKey } from "../../model/grouping-key.ts";

/**
 * Exact paths of the groups whose keys have values that are not UTF-8, from the error page of a Pushgateway. Its JSON
 * has U+FFFD instead, which would lead to another group; the error page has the bytes. Only deleting such a group, by
 * those bytes, makes the page valid again.
 */
export const findUnreadableGroups = (errorText: string): readonly string[] => {
  const paths = errorText
    .split("\n")
    .filter((line) => line.includes(PUSH_TIME) && line.includes("whose value is not utf8"))
    .map(toPath);
  return [...new Set(paths.filter((path) => path !== undefined))];
};

/** Every group has exactly one such metric, and its labels are those of the key. */
const PUSH_TIME = 'collected metric "push_time_seconds" {';

const toPath = (line: string): string | undefined => {
  const labels = new Map(
    [...line.matchAll(LABEL)].map(([, name = "", value = ""]) => [name, toBytes(value)] as const),
  );
  const job = labels.get("job");
  if (job === undefined) {
    return undefined;
  }
  labels.delete("job");
  // The Pushgateway adds an empty instance to every metric without one.
  if (labels.get("instance")?.length === 0) {
    labels.delete("instance");
  }
  return [["job", job] as const, ...labels].reduce(
    (path, [name, bytes]) => `${path}/${name}@base64/${toComponent(bytes)}`,
    "/metrics",
  );
};

/** Go's text form of a protobuf. Its spaces differ from build to build. */
const LABEL = /label:\{name:"(\w+)"\s+value:"((?:[^"\\]|\\.)*)"\}/g;

const toComponent = (bytes: Buffer): string => (bytes.length === 0 ? "=" : bytes.toString("base64url"));

const toBytes = (escaped: string): Buffer =>
  Buffer.concat(
    [...escaped.matchAll(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\(.)|[^\\]+/g)].map(
      ([text, hex, point, single]) => {
        if (hex !== undefined) {
          return Buffer.from(hex, "hex");
        }
        if (point !== undefined) {
          return Buffer.from(String.fromCodePoint(Number.parseInt(point, 16)));
        }
        return Buffer.from(single === undefined ? text : (CONTROLS[single] ?? single));
      },
    ),
  );

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Whether the key, as the Pushgateway's JSON shows it, may have a value that is not UTF-8. */
export const hasReplaced = ({ job, labels }: GroupingKey): boolean =>
  [job, ...labels.map(({ value }) => value)].some((value) => value.includes("\uFFFD"));
