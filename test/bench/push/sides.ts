import { join } from "node:path";
import { startNode, startProxy as startRunningProxy } from "../../support/running-proxy.ts";
import type { Target } from "./load.ts";

export interface Side {
  readonly target: Target;
  stop(): Promise<void>;
}

const CONFIG = `
clients:
  - id: desktop-app
    grants:
      - { methods: [PUT, POST, DELETE], job: desktop-app, grouping: { "instance?": "*" }, metrics: ["*"] }
    limits: { groups: 20000, totalSeries: 10000000, totalBytes: 1024MiB }
store:
  maxSeries: 10000000
  maxBytes: 1024MiB
`;

/** The local system as `npm start` runs it, in its own process. */
export const startProxy = async (pushgatewayUrl: string): Promise<Side> => {
  const { url, authorization, stop } = await startRunningProxy(CONFIG, ["--pushgateway", pushgatewayUrl]);
  return { target: { url, headers: { Authorization: authorization["desktop-app"] ?? "" } }, stop };
};

/** A relay of the same shape that does nothing: builds the event, relays a ready protobuf, answers. */
export const startBareRelay = async (pushgatewayUrl: string, payload: Uint8Array): Promise<Side> => {
  const { firstLine, stop } = await startNode(
    [join(import.meta.dirname, "bare-relay.ts"), pushgatewayUrl],
    payload,
  );
  return { target: { url: firstLine.trim(), headers: {} }, stop };
};
