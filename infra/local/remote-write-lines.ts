import type { RemoteWriteReport } from "../../lambda/destinations/remote-write/report.ts";

/** A clock that is adjusted while runs go on is ahead for less. */
const LEAST_AHEAD_MS = 10_000;

/** The text for the terminal after a run; undefined if there is no problem. */
export const describeReport = (report: RemoteWriteReport, nowMs: number): string | undefined => {
  const { outcome, problem, dropped, refusedSeries, unsent, aheadMs } = report;
  if (outcome === "held") {
    return HELD;
  }
  const givenUp = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const isAhead = aheadMs > LEAST_AHEAD_MS;
  if (outcome === "complete" && givenUp === 0 && !isAhead) {
    return undefined;
  }
  const instance = refusedSeries === undefined ? "" : `, for instance ${refusedSeries}`;
  const facts = [
    ...(givenUp > 0 ? [`${givenUp} samples were refused${instance}`] : []),
    ...(unsent > 0 ? [`${unsent} samples are sent with the next run`] : []),
    ...(problem === undefined ? [] : [describeProblem(problem)]),
    ...(isAhead ? [describeAhead(nowMs + aheadMs)] : []),
  ];
  return `remote write: the run is ${outcome}${facts.length > 0 ? `; ${facts.join("; ")}` : ""}`;
};

/** The text while a run lasts, which can be a minute. */
export const describeRetry = (problem: string): string =>
  `remote write: samples are sent again until the receiver takes them; ${describeProblem(problem)}`;

export const TAKEN_AGAIN = "remote write: the receiver takes samples again";

const HELD = "remote write: another npm start sends the same store; end one of them";

const describeAhead = (untilMs: number): string =>
  `the clock of this machine was set back, so queries show new samples only from ${new Date(untilMs).toISOString().slice(0, 16)} UTC on`;

const describeProblem = (problem: string): string => {
  const said = problem.startsWith("no answer")
    ? `the receiver gives ${problem}`
    : `the receiver said: ${problem}`;
  const advice = ADVICE.find(([pattern]) => pattern.test(problem))?.[1];
  return advice === undefined ? said : `${said} (${advice})`;
};

/** The fix, if the beginning of an answer or the reason for none tells it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /^40[13]\b/,
    "it wants a credential, and npm start sends none: use a receiver on this machine without one",
  ],
  [/^(3\d\d|404|405)\b/, "check the URL of --remote-write, and its path"],
  [/^400 .*(out of order|duplicate) sample/, "something else writes the same series there: end it"],
  [/^400 .*(out of bounds|too old|too far)/, "its clock and the clock of this machine differ: set them"],
  [/native histograms are disabled/, "start it with --enable-feature=native-histograms"],
  [/^no answer: .*ECONNREFUSED/, "start it, or check the port of --remote-write"],
  [/^no answer: .*(ENOTFOUND|EAI_AGAIN)/, "check the host of --remote-write"],
  [
    /^no answer: (self-signed|unable to)\b/,
    "let Node trust its certificate: NODE_EXTRA_CA_CERTS=FILE npm start …",
  ],
  [/^no answer: .*certificate/, "check the host of --remote-write, or renew the certificate"],
  [
    /^no answer: .*(hang up|ECONNRESET|Parse Error)/,
    "check the port of --remote-write, and whether it is https",
  ],
  [/^no answer: .*(SSL|TLS|EPROTO)/, "check that it speaks https on this port"],
];
