import type { Clock } from "../../lambda/model/clock.ts";
import type { WriteLine } from "./line-log.ts";

/**
 * Passes on what a Pushgateway writes to its log, but at most one line a minute of each place in its code. While its page is
 * invalid, it writes a line for every scrape, which would hide the warning that says what to do.
 */
export const createPushgatewayLog = (warn: WriteLine, now: Clock): WriteLine => {
  const writtenAt = new Map<string, number>();
  return (text) => {
    for (const line of text.split("\n")) {
      const place = PLACE.exec(line)?.[0];
      const last = place === undefined ? undefined : writtenAt.get(place);
      if (last === undefined || now() - last >= QUIET_MS) {
        warn(`pushgateway: ${line}`);
        if (place !== undefined) {
          writtenAt.set(place, now());
        }
      }
    }
  };
};

/** Of version 1.11 and of earlier ones. */
const PLACE = /\b(?:source|caller)=\S+/;

const QUIET_MS = 60_000;
