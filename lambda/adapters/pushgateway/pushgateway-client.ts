import type { Pushgateway, RelayAnswer } from "../../destinations/pushgateway/pushgateway.ts";
import type { Exchange } from "./pushgateway-exchange.ts";

export const createPushgateway = (exchange: Exchange): Pushgateway => ({
  send: exchange,
  isReady: async (timeoutMs) => {
    const deadlineMs = Date.now() + timeoutMs;
    const first = await askReadiness(exchange, timeoutMs);
    // A kept connection that breaks or stays silent says nothing about other connections.
    const isInDoubt = first.kind === "broken" || first.kind === "kept-connection-silent";
    const answer = isInDoubt ? await askReadiness(exchange, Math.max(1, deadlineMs - Date.now())) : first;
    return answer.kind === "answered" && answer.status === 200;
  },
});

const askReadiness = (exchange: Exchange, timeoutMs: number): Promise<RelayAnswer> =>
  exchange({ method: "GET", path: "/-/ready", body: undefined, timeoutMs });
