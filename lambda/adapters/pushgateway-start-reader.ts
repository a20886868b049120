import { text } from "node:stream/consumers";
import { PushgatewayOutage } from "../agree/stored-group.ts";
import type { ReadStart } from "../sweep/sweep-registry.ts";
import { httpGet } from "./http-get.ts";

/** Reads when the Pushgateway at `url` was started from its `/api/v1/status`. */
export const createStartReader =
  (url: URL, timeoutMs: number): ReadStart =>
  async () => {
    try {
      const body: unknown = JSON.parse(await text(await httpGet(url, "api/v1/status", timeoutMs)));
      return startOf(body);
    } catch (error) {
      throw new PushgatewayOutage("the status of the Pushgateway cannot be read", { cause: error });
    }
  };

const startOf = (body: unknown): string => {
  const start = (body as { readonly data?: { readonly start_time?: unknown } } | null)?.data?.start_time;
  if (typeof start !== "string") throw new TypeError("the status has no start_time");
  return start;
};
