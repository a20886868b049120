import { describe, expect, it } from "@jest/globals";
import { createProgress } from "../../../infra/local/terminal/progress.ts";

const watch = (isTerminal: boolean) => {
  let shown = "";
  let nowMs = 0;
  let tick = (): void => {};
  let ticking = 0;
  const progress = createProgress(
    { write: (text) => (shown += text), isTerminal, columns: 40 },
    {
      now: () => nowMs,
      every: (_ms, run) => {
        tick = run;
        ticking++;
        return () => ticking--;
      },
    },
  );
  return {
    progress,
    shown: () => shown,
    ticking: () => ticking,
    wait: (ms: number) => {
      nowMs += ms;
      tick();
    },
  };
};

describe("progress", () => {
  it("is one line on a terminal, which is overwritten and removed at the end", () => {
    const { progress, shown, wait, ticking } = watch(true);
    progress.show({ done: 1, total: 4, text: "health" });
    wait(2_000);
    progress.show({ done: 2, total: 4, text: "a" });
    progress.clear();
    expect(shown()).toBe(
      "\r█████░░░░░░░░░░░░░░░ 1/4 health" +
        "\r█████░░░░░░░░░░░░░░░ 1/4 health 2 s" +
        `\r${"██████████░░░░░░░░░░ 2/4 a".padEnd(35)}` +
        `\r${" ".repeat(26)}\r`,
    );
    expect(ticking()).toBe(0);
  });

  it("is cut to the width of the terminal", () => {
    const { progress, shown } = watch(true);
    progress.show({ done: 0, total: undefined, text: "x".repeat(80) });
    expect(shown()).toBe(`\r${"x".repeat(39)}`);
  });

  it("is one line each half minute when there is no terminal", () => {
    const { progress, shown, wait } = watch(false);
    progress.show({ done: 0, total: undefined, text: "sweeping" });
    wait(29_000);
    wait(1_000);
    wait(1_000);
    progress.clear();
    expect(shown()).toBe("sweeping 30 s\n");
  });
});
