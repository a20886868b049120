import { describe, expect, it } from "@jest/globals";
import { parseBudgets } from "../../../ci/budgets/parse-budgets.ts";
import type { MeasuredSeries } from "../../../ci/compare/series.ts";
import { chooseCharted, toHistoryQuery } from "../../../ci/history/history-query.ts";
import { readHistories } from "../../../ci/history/read-histories.ts";
import { GroupingKey } from "../../../lambda/model/grouping-key.ts";

const series = (name: string, value = 1, labels: Record<string, string> = {}): MeasuredSeries => ({
  name,
  labels,
  value,
});

const NOW = [series("tests"), series("run_duration_seconds"), series("a_bytes"), series("b"), series("c")];

describe("the history of a run", () => {
  it.each([
    ["", ["run_duration_seconds"]],
    ["tests: 0", ["tests"]],
    ["tests: 0\na_bytes: 1\nb: 1\nc: 1", ["tests", "a_bytes", "b"]],
  ])("shows the metrics of the budgets %p, or else the duration", (text, names) => {
    const budgets = parseBudgets(text);
    expect(chooseCharted(budgets.ok ? budgets.value : [], NOW).map(({ name }) => name)).toEqual(names);
  });

  it("shows the time of the run, and not that in the queue", () => {
    const [pending, executing] = ["pending", "executing"].map((state) =>
      series("cicd_pipeline_run_duration_seconds", 1, { state }),
    );
    expect(chooseCharted([], [pending!, executing!])).toEqual([executing]);
  });

  it("shows only the series that a budget is for", () => {
    const [js, css] = ["js", "css"].map((artifact) => series("size_bytes", 1, { artifact }));
    const budgets = parseBudgets('size_bytes{artifact="css"}: 1kB');
    expect(chooseCharted(budgets.ok ? budgets.value : [], [js!, css!])).toEqual([css]);
  });

  it("shows nothing when there are neither budgets nor a duration", () =>
    expect(chooseCharted([], [series("x")])).toEqual([]));

  it("is queried with the labels of the group", () =>
    expect(toHistoryQuery([series("a")], GroupingKey.of('c"i', [{ name: "branch", value: "ma\\in" }]))).toBe(
      '{__name__=~"a|pushgateway_proxy_push_timestamp_seconds",job="c\\"i",branch="ma\\\\in"}[2w:1h]',
    ));

  const matrix = (...result: readonly (readonly [object, readonly (readonly [number, string])[]])[]) => ({
    data: { result: result.map(([metric, values]) => ({ metric, values })) },
  });

  it("has one value for each push, even if the value is the same", () => {
    const answer = matrix(
      [
        { __name__: "a", os: "linux", cluster: "x" },
        [
          [1, "5"],
          [2, "5"],
          [3, "5"],
          [4, "7"],
        ],
      ],
      [
        { __name__: "pushgateway_proxy_push_timestamp_seconds" },
        [
          [1, "100"],
          [2, "100"],
          [3, "200"],
          [4, "300"],
        ],
      ],
    );
    expect(readHistories(answer, [series("a", 9, { os: "linux" })])).toEqual([
      { name: "a", labels: { os: "linux" }, values: [5, 5, 7, 9] },
    ]);
  });

  it("has one value for each change if the times of pushes are not known", () =>
    expect(
      readHistories(
        matrix([
          { __name__: "a" },
          [
            [1, "5"],
            [2, "5"],
            [3, "6"],
          ],
        ]),
        [series("a", 9)],
      ),
    ).toEqual([{ name: "a", labels: {}, values: [5, 6, 9] }]));

  it("has the runs from before the receiver got the times of pushes", () => {
    const values = ["5", "5", "6", "6", "6"].map((value, time) => [time, value] as const);
    const pushes = [
      [3, "300"],
      [4, "400"],
    ] as const;
    const answer = matrix(
      [{ __name__: "a" }, values],
      [{ __name__: "pushgateway_proxy_push_timestamp_seconds" }, pushes],
    );
    // The run at time 2 has its time only from 3 on, so it is there twice.
    expect(readHistories(answer, [series("a", 9)])).toEqual([
      { name: "a", labels: {}, values: [5, 6, 6, 6, 9] },
    ]);
  });

  it("is that of the series with the fewest labels, since groups with longer keys match, too", () => {
    const answer = matrix(
      [
        { __name__: "a", task: "test" },
        [
          [1, "1"],
          [2, "2"],
        ],
      ],
      [
        { __name__: "a" },
        [
          [1, "5"],
          [2, "5"],
        ],
      ],
      [
        { __name__: "pushgateway_proxy_push_timestamp_seconds", task: "test" },
        [
          [1, "100"],
          [2, "200"],
        ],
      ],
      [
        { __name__: "pushgateway_proxy_push_timestamp_seconds" },
        [
          [1, "300"],
          [2, "300"],
        ],
      ],
    );
    expect(readHistories(answer, [series("a", 9)])).toEqual([{ name: "a", labels: {}, values: [5, 9] }]);
  });

  it("has the last twenty runs, including this one", () => {
    const values = Array.from({ length: 40 }, (_, index) => [index, String(index)] as const);
    const [history] = readHistories(matrix([{ __name__: "a" }, values]), [series("a", 99)]) ?? [];
    expect(history?.values).toEqual([...Array.from({ length: 19 }, (_, index) => 21 + index), 99]);
  });

  it.each([
    ["nothing", undefined],
    ["an error", { status: "error" }],
    ["a text", "x"],
    ["null", { data: null }],
  ])("is empty for %s", (_, answer) => expect(readHistories(answer, [series("a")])).toBeUndefined());

  it("has only this run when the answer has no such series", () =>
    expect(readHistories({ data: { result: [null, { metric: 1, values: 2 }] } }, [series("a", 3)])).toEqual([
      { name: "a", labels: {}, values: [3] },
    ]));
});
