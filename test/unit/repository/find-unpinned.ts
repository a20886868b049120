const IMAGE_OR_ACTION = [
  /\buses: *(?<name>[^\s#`]+)/,
  // A base image that is an argument is named where the argument gets its default.
  /^FROM (?:--\S+ )*(?<name>(?!\$|--)\S+)/,
  /^ARG \w*IMAGE=(?<name>\S+)/,
  /\bdocker (?:run|pull|create)(?: -\S+)* (?<name>[^\s`]+)/,
  // In YAML, and in code that names one: a path with a version.
  /(?<![\w./:@-])(?<name>(?:[\w.-]+\/)+[\w-]+:v?\d[\w.-]*(?:@sha256:\w+)?)/,
];

const IS_PINNED = /@sha256:[0-9a-f]{64}$|@[0-9a-f]{40}$|^\.\//;

/** The comment has to say what there is none of. */
const IS_REASON = /#.*\bno (digest|commit)\b/;

/** Images and actions that are named by neither digest nor commit, and without a reason in their line or the comment above. */
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
