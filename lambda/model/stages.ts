/**
 * The types that cross stage borders. Each stage accepts only the type of the stage before it, and only
 * `lambda/push-stages.ts` casts to these types. So a pipeline that skips a stage does not compile: no other code can
 * name the symbols.
 */

import type { Client } from "./client.ts";
import type { DecodedExposition } from "./decoded-exposition.ts";
import type { MetricFamily, Source } from "./exposition.ts";
import type { BoundGrant } from "./grant.ts";
import type { Issue } from "./issue.ts";
import type { PushRequest } from "./push-request.ts";

declare const isRead: unique symbol;
declare const isAuthorized: unique symbol;
declare const isWrite: unique symbol;
declare const isDelete: unique symbol;
declare const isDecoded: unique symbol;
declare const isValid: unique symbol;
declare const isPermitted: unique symbol;

/** `request`: path and headers are parsed, and the body is within its limit and unchanged. */
export interface ReadPush {
  readonly [isRead]: true;
  readonly client: Client;
  readonly request: PushRequest;
}

/** `authorize group`: the client may do this to this group. */
export type AuthorizedRequest = AuthorizedPush | AuthorizedDelete;

interface Authorized extends ReadPush {
  readonly [isAuthorized]: true;
  /** The grants that match the group: never empty. */
  readonly grants: readonly BoundGrant[];
}

/** A PUT or POST that its client may send to this group. */
export interface AuthorizedPush extends Authorized {
  readonly [isWrite]: true;
}

/** A DELETE that its client may send to this group: the only input of `storeDelete`. */
export interface AuthorizedDelete extends Authorized {
  readonly [isDelete]: true;
}

export const isAuthorizedDelete = (authorized: AuthorizedRequest): authorized is AuthorizedDelete =>
  authorized.request.method === "DELETE";

/** `decode`: the payload can be read. Its content may still be invalid. */
export interface DecodedPush extends AuthorizedPush {
  readonly [isDecoded]: true;
  readonly decoded: DecodedExposition;
}

/** `validate`: the Pushgateway will accept the payload, and Prometheus will be able to scrape it. */
export interface ValidPush extends AuthorizedPush {
  readonly [isValid]: true;
  readonly exposition: Exposition;
}

/** `authorize metrics`: the client may push these metrics into this group, and they are within its limits. */
export interface PermittedPush extends ValidPush {
  readonly [isPermitted]: true;
}

/** A valid payload. */
export interface Exposition {
  /** In the order of the payload. No family is empty, and no name is twice. */
  readonly families: readonly MetricFamily[];
  /** The number of series in Prometheus. */
  readonly series: number;
  readonly warnings: readonly Issue[];
  readonly source: Source;
}
