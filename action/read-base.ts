import type { Base } from "../ci/compare/base.ts";
import { listSeries } from "../ci/compare/series.ts";
import { parseJsonBody } from "../lambda/adapters/json-body.ts";
import { decode } from "../lambda/decode/decode.ts";
import { TEXT_FORMAT } from "../lambda/decode/text/decode-text.ts";
import { readAnswer } from "./answer.ts";
import type { Authorization } from "./authorization.ts";
import type { BaseGroup } from "./compare-input.ts";
import { printKey } from "./labels-input.ts";
import type { HttpAnswer, HttpPorts } from "./ports.ts";
import { type RetrySettings, requestWithRetries } from "./request-with-retries.ts";

/** A push is worth more than a comparison, so the read of the base leaves most of the time to it. */
const SHARE_OF_TIME = 0.25;

/** Reads the last values of the group from the proxy. If this fails, returns the reason, and nothing is compared. */
export const readBase = async (
  url: string,
  group: BaseGroup,
  authorization: Authorization,
  http: HttpPorts,
  retries: RetrySettings,
): Promise<Base> => {
  const startMs = http.now();
  const exchange = await requestWithRetries(
    {
      method: "GET",
      url: `${url}${group.key.path}`,
      // A page is text unless protobuf is requested, and a problem is JSON unless text is.
      headers: { Authorization: authorization.header.reveal(), Accept: "application/json" },
    },
    http,
    { ...retries, deadlineMs: startMs + (retries.deadlineMs - startMs) * SHARE_OF_TIME },
  );
  if (exchange.kind === "unreachable") {
    return toAbsent(group, `${new URL(url).host} gave no answer (${exchange.reason})`);
  }
  return exchange.answer.status === 200
    ? readValues(group, exchange.answer.body)
    : toAbsent(group, explain(group, exchange.answer, authorization));
};

const readValues = (group: BaseGroup, text: string): Base => {
  const body = Buffer.from(text);
  const decoded = decode({ body, format: TEXT_FORMAT, encoding: "identity" }, body.length, parseJsonBody);
  return decoded.ok
    ? { kind: "values", title: group.title, series: listSeries(decoded.value.families, group.key) }
    : toAbsent(group, "the answer is not a page of pushgateway-proxy; check url");
};

const toAbsent = ({ title }: BaseGroup, reason: string): Base => ({ kind: "absent", title, reason });

const explain = (group: BaseGroup, answer: HttpAnswer, { claims }: Authorization): string => {
  const read = readAnswer(answer);
  const code = read.ok ? "" : read.error.code;
  const name = printKey(group.key);
  if (code === "group-unknown") {
    return `${name} has no values yet; the next push to it gives them`;
  }
  if (code === "group-not-granted") {
    const says = claims === undefined ? "" : `; the token says ${claims}`;
    return `this job may not read ${name}; grant it with reads in proxy.yaml${says}`;
  }
  return `${name} could not be read (the answer was ${answer.status}${code === "" ? "" : `, ${code}`})`;
};
