const IMAGE_OR_ACTION = [
  /\buses: *(?<name>[^\s#`]+)/,
  // An image in an argument is reported where the argument gets its default.
  /^FROM (?:--\S+ )*(?<name>(?!\$|--)\S+)/,
  /^ARG \w*IMAGE=(?<name>\S+)/,
  /\bdocker (?:run|pull|create)(?: -\S+)* (?<name>[^\s`]+)/,
  // A path with a version, in YAML and in code.
  /(?<![\w./:@-])(?<name>(?:[\w.-]+\/)+[\w-]+:v?\d[\w.-]*(?:@sha256:\w+)?)/,
];

const IS_PINNED = /@sha256:[0-9a-f]{64}$|@[0-9a-f]{40}$|^\.\//;

/** Words that make a comment a reason. */
const IS_REASON = /#.*\bno (digest|commit)\b/;

/** Images and actions without a digest or commit, and without a reason in their line or in the comment above. */
export const findUnpinned = (text: string): readonly string[] => {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    if (isComment(line)) {
      return [];
    }
    const name = IMAGE_OR_ACTION.map((pattern) => pattern.exec(line)?.groups?.["name"]).find(
      (found) => found !== undefined,
    );
    if (name === undefined || IS_PINNED.test(name)) {
      return [];
    }
    return IS_REASON.test(line) || IS_REASON.test(commentAbove(lines, index)) ? [] : [name];
  });
};

const isComment = (line: string): boolean => /^\s*(#|\/\/|\*)/.test(line);

const commentAbove = (lines: readonly string[], index: number): string => {
  let first = index;
  while (isComment(lines[first - 1] ?? "")) {
    first--;
  }
  return lines.slice(first, index).join(" ");
};
