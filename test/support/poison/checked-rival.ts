import { parseGroupingKey } from "../../../lambda/request/parse-grouping-key.ts";
import { readSeenGroup } from "../../../lambda/sweep/scan/read-seen-group.ts";
import type { SeenGroup } from "../../../lambda/sweep/scan/seen-group.ts";
import { findPageIssues } from "../exposition-oracle.ts";
import { createKeepAliveClient } from "../keep-alive-client.ts";
import { startPushgateway } from "../real-components.ts";
import { classifyRefusal } from "./classify-refusal.ts";
import type { PoisonPush } from "./draw-push.ts";
import type { GroupHistories, RelayedRequest } from "./relayed-groups.ts";
import type { Tally } from "./tally.ts";

/** A Pushgateway that checks pushes itself. Before each question it gets the state of the unchecked one. */
export interface CheckedRival {
  /**
   * Counts whether it would have accepted a push that the proxy refuses with this problem, and the class of the
   * refusal.
   */
  judge(push: PoisonPush, problem: string, histories: GroupHistories): Promise<void>;
  stop(): Promise<void>;
}

const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

export const startCheckedRival = async (tally: Tally): Promise<CheckedRival> => {
  const pushgateway = await startPushgateway({ check: "on", errors: "dropped" });
  const request = createKeepAliveClient();
  let held: GroupHistories = new Map();

  const send = async ({ method, path, body }: RelayedRequest, contentType = PROTOBUF): Promise<number> => {
    const headers = { "content-type": contentType };
    const answer = await request(new URL(path, pushgateway.url), { method, headers, ...(body && { body }) });
    return answer.status;
  };

  const bringTo = async (histories: GroupHistories): Promise<void> => {
    const differing = [...new Set([...held.keys(), ...histories.keys()])].filter(
      (path) => held.get(path) !== histories.get(path),
    );
    for (const path of differing) {
      await send({ method: "DELETE", path, body: undefined });
    }
    for (const past of differing.flatMap((path) => histories.get(path) ?? [])) {
      // A checking Pushgateway must also accept what the proxy accepted.
      if ((await send(past)) !== 200) {
        throw new Error(`a checked Pushgateway refuses ${JSON.stringify(past)}`);
      }
    }
    held = histories;
  };

  return {
    judge: async (push, problem, histories) => {
      await bringTo(histories);
      const groups = await readGroups(pushgateway.url, request);
      const path = toCanonicalPath(push.path);
      const status = await send({ ...push, path }, push.contentType ?? "text/plain");
      tally.count(status === 200 ? "409, taken" : "409, refused as well");
      if (status !== 200) {
        return;
      }
      const isBroken = await hasIssues(pushgateway.url, request);
      const refusalClass = isBroken
        ? "the page then breaks: the check looks past gauge histograms"
        : classifyRefusal(problem, { ...push, path }, groups);
      tally.count(`409, taken: ${refusalClass}`);
      held = new Map([...held].filter(([known]) => known !== path)).set(path, []);
    },
    stop: () => pushgateway.stop(),
  };
};

const toCanonicalPath = (path: string): string => {
  const key = parseGroupingKey(path);
  if (!key.ok) {
    throw new TypeError(`a push was refused with 409 though its path cannot be read: ${path}`);
  }
  return key.value.path;
};

type KeepAliveClient = ReturnType<typeof createKeepAliveClient>;

const hasIssues = async (url: string, request: KeepAliveClient): Promise<boolean> => {
  const { status, body } = await request(new URL("/metrics", url), { method: "GET" });
  return status !== 200 || findPageIssues(body).length > 0;
};

const readGroups = async (url: string, request: KeepAliveClient): Promise<readonly SeenGroup[]> => {
  const { body } = await request(new URL("/api/v1/metrics", url), { method: "GET" });
  const { data } = JSON.parse(body) as { readonly data: readonly unknown[] };
  return data.map(readSeenGroup).filter((group) => group.kind === "group");
};
