import { describe, expect, it } from "@jest/globals";
import {
  classifyAnswer,
  describeAnswer,
} from "../../../../lambda/destinations/remote-write/classify-answer.ts";
import { toAnswer } from "../../../support/remote-write/model-receiver.ts";

describe("classifyAnswer", () => {
  it.each([
    [199, "drop"],
    [200, "stored"],
    [299, "stored"],
    [300, "absent"],
    [400, "halves"],
    [401, "credential"],
    [403, "credential"],
    [404, "absent"],
    [413, "smaller"],
    [415, "drop"],
    [428, "drop"],
    [429, "again"],
    [499, "drop"],
    [500, "again"],
    [599, "again"],
  ])("classifies %d from a 1.0 receiver as %s", (status, kind) =>
    expect(classifyAnswer(toAnswer(status, ""), "1.0").kind).toBe(kind),
  );

  it.each([
    [204, 0, "older-protocol"],
    [204, 1, "stored"],
    [400, 0, "halves"],
    [400, 1, "partly-stored"],
    [415, 0, "older-protocol"],
    [429, 1, "again"],
  ])("classifies %d from a 2.0 receiver that has written %d samples as %s", (status, written, kind) =>
    expect(
      classifyAnswer({ kind: "answered", status, written, retryAfterMs: undefined, text: "" }, "2.0").kind,
    ).toBe(kind),
  );
});

describe("describeAnswer", () => {
  it.each([
    ["400 out of order sample", toAnswer(400, "out of order sample")],
    ["500", toAnswer(500, "")],
    ["timed out", { kind: "unanswered", reason: "timed out" } as const],
  ])("writes %j into the log", (text, answer) => expect(describeAnswer(answer)).toBe(text));
});
