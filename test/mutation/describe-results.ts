import type { FolderResult, Survivor } from "./survivors.ts";

/** What `npm run mutation` prints at its end: what is to be done, then a line a folder. */
export const describeResults = (results: readonly FolderResult[]): string =>
  [
    ...results.flatMap(({ unexplained }) => unexplained.map(describeUnexplained)),
    ...results.flatMap(({ stale }) => stale.map(describeStale)),
    HEADER,
    ...results.map(describeFolder),
    ...results.flatMap(describeLowScore),
    "",
  ].join("\n");

const describeUnexplained = ({ file, line, mutant, lineNumber }: Survivor): string =>
  `${file}:${lineNumber}: no test notices this change. Add a test, or explain it in test/mutation/explained/:\n  ${JSON.stringify(line)}: [${JSON.stringify(mutant)}],\n`;

const describeStale = ({ file, line, mutant }: Survivor): string =>
  `${file}: this change is explained, and is not made or a test notices it. Remove the explanation:\n  ${JSON.stringify(line)}: [${JSON.stringify(mutant)}],\n`;

const COLUMNS = ["folder", "score", "killed", "survived", "explained", "not explained", "stale"] as const;
const FIRST_WIDTH = 14;

const toRow = ([first = "", ...rest]: readonly string[]): string =>
  [first.padEnd(FIRST_WIDTH), ...rest.map((text, index) => text.padStart(COLUMNS[index + 1]!.length))].join(
    "  ",
  );

const HEADER = toRow(COLUMNS);

const describeFolder = ({
  folder,
  score,
  killed,
  survived,
  explained,
  unexplained,
  stale,
}: FolderResult): string =>
  toRow([
    folder,
    score.toFixed(1),
    ...[killed, survived, explained, unexplained.length, stale.length].map(String),
  ]);

const describeLowScore = ({ folder, score, leastScore }: FolderResult): readonly string[] =>
  leastScore === undefined || score >= leastScore
    ? []
    : [
        `lambda/${folder}: tests notice ${score.toFixed(1)} % of the changes; at least ${leastScore} % are demanded`,
      ];
