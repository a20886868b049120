/**
 * The samples that Prometheus has stored, from `name{label="value",…}` (labels sorted, `le` and `quantile` as Go writes
 * them) to the value.
 */
export const querySeries = async (prometheusUrl: string, selector: string): Promise<Map<string, number>> => {
  const response = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(selector)}`);
  const { data } = (await response.json()) as QueryResponse;
  return new Map(data.result.map(({ metric, value }) => [toSeries(metric), toNumber(value[1])]));
};

interface QueryResponse {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

/** Every sample of one series, by time. */
export const queryHistory = async (
  prometheusUrl: string,
  selector: string,
): Promise<ReadonlyMap<number, number>> => {
  const response = await fetch(
    `${prometheusUrl}/api/v1/query?query=${encodeURIComponent(`${selector}[1d]`)}`,
  );
  const { data } = (await response.json()) as HistoryResponse;
  return new Map((data.result[0]?.values ?? []).map(([at, value]) => [at, Number(value)]));
};

interface HistoryResponse {
  readonly data: { readonly result: readonly { readonly values: readonly (readonly [number, string])[] }[] };
}

/** Waits until a query returns at least `count` series, then returns them. */
export const waitForSeries = async (
  prometheusUrl: string,
  selector: string,
  count: number,
): Promise<Map<string, number>> => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const series = await querySeries(prometheusUrl, selector);
    if (series.size >= count || Date.now() > deadline) {
      return series;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

/**
 * The series of a payload in the text format, read with a regular expression, so that the code under test is not its
 * own judge.
 */
export const readSeries = (
  text: string,
  extraLabels: Readonly<Record<string, string>>,
): Map<string, number> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const [, name = "", labels = "", value = ""] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
        const own = Object.fromEntries(
          [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]),
        );
        return [toSeries({ __name__: name, ...own, ...extraLabels }), toNumber(value)];
      }),
  );

const toSeries = ({ __name__, ...labels }: Readonly<Record<string, string | undefined>>): string => {
  const parts = Object.entries(labels)
    .map(([name, value]) => [name, isBound(name) ? String(toNumber(value ?? "")) : value])
    .sort()
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${__name__}{${parts.join(",")}}`;
};

const isBound = (name: string): boolean => name === "le" || name === "quantile";

const toNumber = (text: string): number => (/^\+?Inf$/.test(text) ? Number.POSITIVE_INFINITY : Number(text));
