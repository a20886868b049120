import { count } from "../model/printable.ts";
import { type Refusal, refuse, refuseIssues } from "../model/refusal.ts";
import type { Err } from "../model/result.ts";
import type { PermittedPush } from "../model/stages.ts";
import { conflictIssues } from "./contracts/conflict-issues.ts";
import type { OverLimit, StoreRefusal, Unavailable } from "./group-push.ts";
import type { Holding } from "./items.ts";
import type { PushTimes } from "./run-times.ts";
import { MAX_STORED_BYTES } from "./store.ts";

/** The refusal of a push that the store does not take. */
export const refuseOutcome = (outcome: StoreRefusal, push: PermittedPush, times: PushTimes): Err<Refusal> => {
  switch (outcome.kind) {
    case "conflict": {
      const { families, source } = push.exposition;
      const issues = conflictIssues(outcome.conflicts, families, source);
      return refuseIssues("contract-conflict", issues);
    }
    case "no-counts":
      return refuseIssues("contract-conflict", outcome.issues);
    case "too-large":
      return refuse(
        "group-too-large",
        `the group would take ${outcome.storedBytes} bytes compressed and may take ${MAX_STORED_BYTES}: ` +
          "spread its metrics over several groups, each with its own grouping label",
      );
    case "too-costly":
      return refuse(
        "group-too-large",
        `the group would be too large (${outcome.detail}): ` +
          "spread its metrics over several groups, each with its own grouping label",
      );
    case "over-limit":
      return refuse("quota-exceeded", describeOverLimit(outcome, push.client.id), {
        retryAfterSeconds: RECOUNT_SECONDS,
      });
    case "full":
      return refuse(
        "capacity-exhausted",
        `all clients together keep ${describeOver(outcome)}; tell the operator of the proxy, who can raise the limit or delete groups`,
        { retryAfterSeconds: RECOUNT_SECONDS },
      );
    case "unavailable":
      return refuseUnavailable(outcome, times);
  }
};

/** Deleted groups count until the next recount of the sweep, every five minutes. */
const RECOUNT_SECONDS = 300;

/** It says nothing about what another client keeps. */
const describeOverLimit = (over: OverLimit, client: string): string =>
  over.isOther
    ? `the group counts for the client that created it, whose limit of ${NOUNS[over.dimension][1]} it would exceed: push less into it, or push into another group`
    : `${client} keeps ${describeOver(over)}: ` +
      "delete groups that are no longer needed (deleted groups count until the next sweep), or push less";

const describeOver = ({ dimension, held, added, allowed }: OverLimit): string =>
  `${count(held, ...NOUNS[dimension])} and may keep ${allowed}, and this push adds ${added}`;

const NOUNS: Readonly<Record<keyof Holding, readonly [one: string, many: string]>> = {
  groups: ["group", "groups"],
  series: ["series", "series"],
  bytes: ["byte", "bytes"],
  names: ["metric name", "metric names"],
};

export const refuseUnavailable = ({ reason }: Unavailable, times: PushTimes): Err<Refusal> => {
  switch (reason) {
    case "unanswered":
      return refuse(
        "store-unavailable",
        "the store does not answer, so it is not known yet whether the push is stored; push again, which is safe",
        { retryAfterSeconds: 10 },
      );
    case "contended":
      return refuse(
        "store-unavailable",
        "too many others write the same group or metrics at the same time; push again",
        { retryAfterSeconds: 1 },
      );
    case "closed":
      return refuse(
        "store-opening",
        `the store is being opened, which takes up to ${toMinutes(times.openingMs)} once the Pushgateway answers; push again later`,
        { retryAfterSeconds: 60 },
      );
    case "label-opening":
      return refuse(
        "store-opening",
        `a grouping label of this push is new here, and keys may have it in up to ${toMinutes(times.labelOpeningMs)}; push again later`,
        { retryAfterSeconds: 60 },
      );
  }
};

const toMinutes = (ms: number): string => count(Math.ceil(ms / 60_000), "minute");
