import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "../../lambda/model/result.ts";
import type { GroupList, ListedGroup } from "../../lambda/sweep/operator/list-groups.ts";
import type { RunReport } from "../../lambda/sweep/run/run-report.ts";
import type { AskOperator } from "../operator/transport.ts";
import { SAMPLE } from "./checks.ts";
import { describeAnswer, type NoAnswer, type SendSmoke, type SmokeAnswer } from "./request.ts";

export interface SmokePush {
  readonly send: SendSmoke;
  /** The credential of a client that may PUT and DELETE the job. */
  readonly authorization: string;
  readonly job: string;
  readonly ask: AskOperator;
  /** How long the Pushgateway may take until it saves its state. */
  readonly cycleMs: number;
}

export interface SmokeStep {
  readonly name: string;
  /** The problem; undefined if the step passes. */
  readonly run: () => Promise<string | undefined>;
}

/** The Pushgateway queues answered pushes. */
const VISIBLE_WITHIN_MS = 5_000;
const POLL_MS = 250;

/**
 * The life of one group, as the operator and Prometheus see it. Each step needs the one before. `cleanUp` deletes the
 * group if a step failed while it existed.
 */
export const toPushSteps = (
  push: SmokePush,
): { readonly steps: readonly SmokeStep[]; readonly cleanUp: () => Promise<void> } => {
  const path = `/metrics/job/${encodeURIComponent(push.job)}`;
  let isOurs = false;
  const send = (method: "PUT" | "DELETE") =>
    push.send({
      method,
      path,
      headers: { Authorization: push.authorization },
      ...(method === "PUT" && { body: SAMPLE }),
    });
  const steps: readonly SmokeStep[] = [
    {
      name: `the group that will be pushed does not exist yet: ${path}`,
      run: async () =>
        expectGroup(await findGroup(push), (group) =>
          group === undefined ? undefined : "the group exists; name another job with --job",
        ),
    },
    {
      name: "PUT is answered with 200",
      run: async () => {
        // Also without an answer, since the group did not exist before.
        isOurs = true;
        return judgeStatus(await send("PUT"), 200);
      },
    },
    {
      name: "the operator's command lists the group, with its series",
      run: () =>
        waitFor(async () =>
          expectGroup(await findGroup(push), (group) =>
            group?.series === 1 ? undefined : `expected 1 series, got ${group?.series ?? "no group"}`,
          ),
        ),
    },
    {
      name: "the scrape is valid and has every stored metric family, including the pushed one",
      run: async () => judgeScrape(await push.ask({ command: "sweep", dryRun: true, force: false })),
    },
    {
      name: `the group is still there after a persistence cycle (${push.cycleMs / 1_000} s)`,
      run: async () => {
        await sleep(push.cycleMs);
        return expectGroup(await findGroup(push), (group) =>
          group === undefined ? "it is gone" : undefined,
        );
      },
    },
    {
      name: "DELETE is answered with 202",
      run: async () => judgeStatus(await send("DELETE"), 202),
    },
    {
      name: "the operator's command does not list the group any more",
      run: async () => {
        const wrong = await waitFor(async () =>
          expectGroup(await findGroup(push), (group) => (group === undefined ? undefined : "it is there")),
        );
        isOurs = wrong !== undefined;
        return wrong;
      },
    },
  ];
  const cleanUp = async (): Promise<void> => {
    if (isOurs) {
      await push.ask({ command: "groups-delete", path });
    }
  };
  return { steps, cleanUp };
};

const judgeStatus = (answer: Result<SmokeAnswer, NoAnswer>, expected: number): string | undefined => {
  if (!answer.ok) {
    return answer.error.detail;
  }
  const { status } = answer.value;
  return status === expected
    ? undefined
    : `got ${status}, expected ${expected}: ${describeAnswer(answer.value)}`;
};

/** The sweep reads what Prometheus gets, since only the sweep can reach the Pushgateway. */
const judgeScrape = (answer: Result<unknown, string>): string | undefined => {
  const report = toAnswer<RunReport>(answer);
  if (!report.ok) {
    return report.error;
  }
  const { outcome, health } = report.value;
  if (outcome === "pushgateway-unread") {
    return "the Pushgateway cannot be read";
  }
  if (outcome === "store-unread") {
    return "the store cannot be read";
  }
  if (health.kind === "unread") {
    return "the page that Prometheus scrapes cannot be read";
  }
  return health.kind === "valid" ? undefined : health.reason;
};

const findGroup = async ({ ask, job }: SmokePush): Promise<Result<ListedGroup | undefined, string>> => {
  // A list of all groups can be cut.
  const listed = toAnswer<GroupList>(await ask({ command: "groups-list", filter: `job=${job}` }));
  if (!listed.ok) {
    return listed;
  }
  return ok(listed.value.groups.find((group) => group.job === job && Object.keys(group.labels).length === 0));
};

const toAnswer = <Value>(answer: Result<unknown, string>): Result<Value, string> => {
  if (!answer.ok) {
    return answer;
  }
  const { error } = answer.value as { readonly error?: unknown };
  return typeof error === "string" ? err(error) : ok(answer.value as Value);
};

const expectGroup = (
  found: Result<ListedGroup | undefined, string>,
  judge: (group: ListedGroup | undefined) => string | undefined,
): string | undefined => (found.ok ? judge(found.value) : found.error);

/** Repeats the check until it passes. */
const waitFor = async (judge: () => Promise<string | undefined>): Promise<string | undefined> => {
  const deadline = Date.now() + VISIBLE_WITHIN_MS;
  for (;;) {
    const wrong = await judge();
    if (wrong === undefined || Date.now() > deadline) {
      return wrong;
    }
    await sleep(POLL_MS);
  }
};
