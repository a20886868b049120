import type { APIGatewayProxyEvent } from "aws-lambda";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { parseMediaType } from "../model/written-media-type.ts";
import { findHeader } from "./headers.ts";

/**
 * Refuses with `cross-site-request` what a page of any web site can let a browser send with the credential that it has
 * kept: a POST for which the browser does not ask the server before (Fetch standard, "CORS-safelisted request-header").
 * For others it asks, and no answer allows them. Only browsers send `Sec-Fetch-Site`. An `Origin` alone says nothing: programs
 * with a web view send it, too.
 */
export const refuseCrossSite = (
  event: Pick<APIGatewayProxyEvent, "httpMethod" | "multiValueHeaders">,
): Result<undefined, Refusal> => {
  if (event.httpMethod !== "POST" || !isFromOtherSite(event) || !isSentUnasked(event)) {
    return ok(undefined);
  }
  return refuse("cross-site-request", CROSS_SITE);
};

export const CROSS_SITE =
  "a browser sent this for a page of another web site, maybe without its user knowing; push from a program, or with PUT";

const isFromOtherSite = (event: Pick<APIGatewayProxyEvent, "multiValueHeaders">): boolean => {
  const site = findHeader(event, "sec-fetch-site");
  return site !== undefined && site !== "same-origin" && site !== "none";
};

const isSentUnasked = (event: Pick<APIGatewayProxyEvent, "multiValueHeaders">): boolean =>
  UNASKED.has(parseMediaType(findHeader(event, "content-type") ?? "").name);

/** Beside these, the format of a push needs a preflight or is not supported. */
const UNASKED: ReadonlySet<string> = new Set(["", "text/plain", "application/x-www-form-urlencoded"]);
