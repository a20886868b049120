import { listSeries } from "../ci/compare/series.ts";
import { chooseCharted, toHistoryQuery } from "../ci/history/history-query.ts";
import { readHistories } from "../ci/history/read-histories.ts";
import type { History } from "../ci/summary/chart.ts";
import { readJson } from "../lambda/model/fields.ts";
import { err, ok, type Result } from "../lambda/model/result.ts";
import { toMaskedHeader } from "./authorization.ts";
import type { HistorySource } from "./input-parsers.ts";
import type { StepState } from "./outcome.ts";
import type { Ports } from "./ports.ts";
import { requestWithRetries } from "./request-with-retries.ts";

const TIMEOUT_MS = 10_000;

/** The values of the base's last runs, and of this one. The error contains the fix. */
export const readHistory = async (
  { url, credential }: HistorySource,
  { inputs, exposition }: StepState,
  ports: Ports,
): Promise<Result<readonly History[], string>> => {
  if (inputs === undefined || exposition === undefined) {
    return ok([]);
  }
  const charted = chooseCharted(inputs.budgets, listSeries(exposition.families, inputs.key));
  if (charted.length === 0) {
    return ok([]);
  }
  const header = credential && toMaskedHeader(credential, ports);
  const query = new URLSearchParams({ query: toHistoryQuery(charted, inputs.base?.key ?? inputs.key) });
  const exchange = await requestWithRetries(
    {
      method: "GET",
      url: `${url}/api/v1/query?${query}`,
      headers: {
        Accept: "application/json",
        ...(header !== undefined && { Authorization: header.reveal() }),
      },
    },
    ports.http,
    { deadlineMs: ports.http.now() + TIMEOUT_MS, maxAttempts: 2, onRetry: () => {} },
  );
  if (exchange.kind === "unreachable") {
    return err(`${new URL(url).host} gave no answer (${exchange.reason}); check history-url`);
  }
  const { status, body } = exchange.answer;
  const histories = status === 200 ? readHistories(readJson(body), charted) : undefined;
  return histories === undefined
    ? err(`${new URL(url).host} answered ${status} to a query; check history-url and history-credential`)
    : ok(histories);
};
