import type { Part } from "../../console/api.ts";
import type { Kept } from "../../console/server/keep-for.ts";
import { toPart } from "../../console/server/parts.ts";
import type { Result } from "../../lambda/model/result.ts";
import type { LocalPushgateway } from "./find-pushgateway.ts";
import { describeSilence } from "./sweep-lines.ts";

/** @param isStoreOpen undefined: the store cannot be read, which another part shows */
export const toPushgatewayPart = (
  { url, kind }: Pick<LocalPushgateway, "url" | "kind">,
  { value: status, atMs }: Kept<Result<unknown, string>>,
  isStoreOpen: boolean | undefined,
): Part => {
  const { origin } = new URL(url);
  const scraped = `Prometheus scrapes ${origin}/metrics`;
  if (kind === "embedded") {
    return toPart("Pushgateway", "good", `none is needed; ${scraped}`, atMs);
  }
  if (status.ok) {
    return toPart("Pushgateway", "good", `it answers; ${scraped}`, atMs);
  }
  const what =
    kind === "found"
      ? "does not answer as it should: if it has ended, it is started again; the terminal of npm start says more"
      : status.error;
  const silence = isStoreOpen === undefined ? "" : `; ${describeSilence(isStoreOpen ? "open" : "new")}`;
  return toPart("Pushgateway", "bad", `${origin} ${what}${silence}`, atMs);
};

/** @param problem the line for the terminal, which begins with the name of the part; undefined: everything was sent */
export const toRemoteWritePart = (problem: string | undefined, atMs: number): Part =>
  problem === undefined
    ? toPart("remote write", "good", "everything was sent", atMs)
    : toPart("remote write", "bad", problem.replace(/^remote write: /, ""), atMs);
