import { expect, it } from "@jest/globals";
import { describeReport, describeRetry } from "../../../infra/local/remote-write-lines.ts";
import { NOTHING_DONE } from "../../../lambda/destinations/remote-write/run.ts";

const NOW_MS = Date.parse("2026-11-29T05:00:30Z");
const REPORT = { ...NOTHING_DONE, destination: "local", shard: 0, outcome: "incomplete" } as const;

it.each([
  [
    "404 page not found",
    "the receiver said: 404 page not found (check the URL of --remote-write, and its path)",
  ],
  ["301 Moved", "the receiver said: 301 Moved (check the URL of --remote-write, and its path)"],
  [
    "401",
    "the receiver said: 401 (it wants a credential, and npm start sends none: use a receiver on this machine without one)",
  ],
  [
    "400 out of order sample",
    "the receiver said: 400 out of order sample (something else writes the same series there: end it)",
  ],
  [
    "400 out of bounds",
    "the receiver said: 400 out of bounds (its clock and the clock of this machine differ: set them)",
  ],
  [
    "500 native histograms are disabled",
    "the receiver said: 500 native histograms are disabled (start it with --enable-feature=native-histograms)",
  ],
  ["400 4040", "the receiver said: 400 4040"],
  ["500 4040", "the receiver said: 500 4040"],
  [
    "no answer: connect ECONNREFUSED 127.0.0.1:9096",
    "the receiver gives no answer: connect ECONNREFUSED 127.0.0.1:9096 (start it, or check the port of --remote-write)",
  ],
  [
    "no answer: getaddrinfo ENOTFOUND a.example",
    "the receiver gives no answer: getaddrinfo ENOTFOUND a.example (check the host of --remote-write)",
  ],
  [
    "no answer: self-signed certificate",
    "the receiver gives no answer: self-signed certificate (let Node trust its certificate: NODE_EXTRA_CA_CERTS=FILE npm start …)",
  ],
  [
    "no answer: certificate has expired",
    "the receiver gives no answer: certificate has expired (check the host of --remote-write, or renew the certificate)",
  ],
  [
    "no answer: SSL routines:tls_get_more_records:packet length too long",
    "the receiver gives no answer: SSL routines:tls_get_more_records:packet length too long (check that it speaks https on this port)",
  ],
  [
    "no answer: socket hang up",
    "the receiver gives no answer: socket hang up (check the port of --remote-write, and whether it is https)",
  ],
  ["no answer within 5 s", "the receiver gives no answer within 5 s"],
])("a report of the answer %j has its fix", (problem, text) => {
  expect(describeReport({ ...REPORT, problem }, NOW_MS)).toBe(`remote write: the run is incomplete; ${text}`);
  expect(describeRetry(problem)).toBe(
    `remote write: samples are sent again until the receiver takes them; ${text}`,
  );
});

it("a run that waits for the lease of another one says what to do", () => {
  expect(describeReport({ ...REPORT, outcome: "held" }, NOW_MS)).toBe(
    "remote write: another npm start sends the same store; end one of them",
  );
});

it("a report of refused samples names a series", () => {
  const dropped = { ...NOTHING_DONE.dropped, refused: 2 };
  const refused = { ...REPORT, outcome: "complete", dropped, refusedSeries: 'm{a="b"}' } as const;
  expect(describeReport(refused, NOW_MS)).toBe(
    'remote write: the run is complete; 2 samples were refused, for instance m{a="b"}',
  );
});

it("a complete run has a line only if the clock was set back", () => {
  const complete = { ...REPORT, outcome: "complete" } as const;
  expect(describeReport({ ...complete, aheadMs: 10_000 }, NOW_MS)).toBeUndefined();
  expect(describeReport({ ...complete, aheadMs: 3_600_000 }, NOW_MS)).toBe(
    "remote write: the run is complete; the clock of this machine was set back, so queries show new samples only from 2026-11-29T06:00 UTC on",
  );
});
