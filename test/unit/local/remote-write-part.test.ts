import { expect, it } from "@jest/globals";
import { describeRetry } from "../../../infra/local/remote-write-lines.ts";
import { toRemoteWritePart } from "../../../infra/local/remote-write-part.ts";

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
