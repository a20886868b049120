import { httpGet, toUrlBelow } from "../http-get.ts";
import { ElementSplitter } from "./element-splitter.ts";

/** A push waits for it. */
const TIMEOUT_MS = 2_000;

/** Only the existence of a group matters, so its content is not kept. */
const MAX_KEPT_BYTES = 0;

/**
 * Whether the Pushgateway at `url` answers in time and holds no group at all. Its answer is read only up to its first
 * group.
 */
export const isPushgatewayEmpty = async (url: URL): Promise<boolean> => {
  try {
    const response = await httpGet(toUrlBelow(url, "api/v1/metrics"), AbortSignal.timeout(TIMEOUT_MS));
    if (response.statusCode !== 200) {
      response.resume();
      return false;
    }
    const splitter = new ElementSplitter(MAX_KEPT_BYTES);
    for await (const chunk of response) {
      if (splitter.push(chunk).length > 0) {
        return false;
      }
    }
    return splitter.isComplete;
  } catch {
    // An outage, so it is not known whether it holds groups.
    return false;
  }
};
