import { describe, expect, it } from "@jest/globals";
import { isInFuture, isTimestamp, isTimestampSince1970 } from "../../../lambda/validate/timestamps.ts";

const toSeconds = (date: string): number => Date.parse(date) / 1_000;

describe("a timestamp", () => {
  it.each([
    ["the start of year 1", toSeconds("0001-01-01T00:00:00Z"), 0, true],
    ["one second before", toSeconds("0001-01-01T00:00:00Z") - 1, 999_999_999, false],
    ["the end of year 9999", toSeconds("9999-12-31T23:59:59Z"), 999_999_999, true],
    ["one second after", toSeconds("9999-12-31T23:59:59Z") + 1, 0, false],
    ["nanoseconds below 0", 0, -1, false],
    ["nanoseconds of a whole second", 0, 1_000_000_000, false],
  ])("is in the years 1 to 9999: %s", (_, seconds, nanos, expected) =>
    expect(isTimestamp({ seconds, nanos })).toBe(expected),
  );

  it.each([
    ["the start of 1970", 0, 0, true],
    ["one second before", -1, 999_999_999, false],
    ["nanoseconds of a whole second", 0, 1_000_000_000, false],
  ])("is since 1970: %s", (_, seconds, nanos, expected) =>
    expect(isTimestampSince1970({ seconds, nanos })).toBe(expected),
  );

  it.each([
    ["ten minutes after now", 1_600, 0, false],
    ["one second later", 1_601, 0, true],
    ["a time that is not valid", 1_601, -1, false],
  ])("is in the future: %s", (_, seconds, nanos, expected) =>
    expect(isInFuture({ seconds, nanos }, 1_000_000)).toBe(expected),
  );
});
