import { expect, it } from "@jest/globals";
import { toPushgatewayPart, toRemoteWritePart } from "../../../infra/local/local-parts.ts";
import { describeRetry } from "../../../infra/local/remote-write-lines.ts";
import { err, ok } from "../../../lambda/model/result.ts";

const URL = "http://me:secret@127.0.0.1:9091/base";
const SILENT = err("does not answer: start it, or check its URL");
const NEW =
  "pushes get 503 meanwhile, because the store is new and must first read the groups of the Pushgateway";
const OPEN = "pushes are stored meanwhile, and reach it later";
const RESTARTED =
  "http://127.0.0.1:9091 does not answer as it should: if it has ended, it is started again; the terminal of npm start says more";

it.each([
  ["embedded", SILENT, true, "good", "none is needed; Prometheus scrapes http://127.0.0.1:9091/metrics"],
  ["given", ok({}), true, "good", "it answers; Prometheus scrapes http://127.0.0.1:9091/metrics"],
  ["given", SILENT, true, "bad", `http://127.0.0.1:9091 ${SILENT.error}; ${OPEN}`],
  ["given", SILENT, false, "bad", `http://127.0.0.1:9091 ${SILENT.error}; ${NEW}`],
  ["given", SILENT, undefined, "bad", `http://127.0.0.1:9091 ${SILENT.error}`],
  ["found", SILENT, true, "bad", `${RESTARTED}; ${OPEN}`],
] as const)(
  "the part of a Pushgateway that is %s: %j, store open: %s",
  (kind, value, isOpen, state, text) => {
    expect(toPushgatewayPart({ url: URL, kind }, { value, atMs: 0 }, isOpen)).toEqual({
      name: "Pushgateway",
      state,
      text,
      seenAt: "1970-01-01T00:00:00.000Z",
      groups: [],
    });
  },
);

it.each([
  [undefined, "good", "everything was sent"],
  [
    describeRetry("no answer: connect ECONNREFUSED 127.0.0.1:1"),
    "bad",
    "samples are sent again until the receiver takes them; the receiver gives no answer: connect ECONNREFUSED 127.0.0.1:1 (start it, or check the port of --remote-write)",
  ],
])("the part of remote write for %s names itself once", (problem, state, text) => {
  expect(toRemoteWritePart(problem, 0)).toMatchObject({ name: "remote write", state, text });
});
