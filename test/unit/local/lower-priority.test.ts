import { describe, expect, it } from "@jest/globals";
import { lowerPriority } from "../../../infra/local/lower-priority.ts";

/** The niceness of a thread that starts with this one, after its priority was lowered. */
const lowerFrom = (niceness: number): number => {
  let current = niceness;
  lowerPriority({
    getPriority: () => current,
    setPriority: (_, priority) => {
      if (priority < current) {
        throw new Error("uv_os_setpriority returned EACCES (permission denied)");
      }
      current = priority;
    },
  });
  return current;
};

describe("the priority of the local sweep", () => {
  it.each([
    [0, 10],
    [9, 10],
    [10, 10],
    [15, 15],
  ])("a niceness of %s becomes %s", (before, after) => expect(lowerFrom(before)).toBe(after));
});
