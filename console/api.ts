import type { ExamplePush } from "../infra/local/example-push.ts";
import type { Holding } from "../lambda/store/items.ts";
import type { ListedName } from "../lambda/sweep/operator/list-contracts.ts";
import type { ReleaseProgress } from "../lambda/sweep/operator/release-contract.ts";
import type { ShownContent } from "../lambda/sweep/operator/shown-families.ts";

/**
 * The API between the console's server and its page. All paths need `Authorization: Bearer <token>`, with the token of the
 * address's fragment. A refusal has a {@link ConsoleProblem} as its body.
 *
 * - GET /api/overview: {@link Overview}
 * - GET /api/events: server-sent events called `overview`, each an {@link Overview}: at most one a second, at least one in
 *   15 s
 * - GET /api/groups: {@link GroupTable}
 * - GET /api/codes: {@link CodeTable}
 * - GET /api/contracts: {@link ContractTable}
 * - POST /api/group with `{ path }`: {@link GroupContent}
 * - POST /api/group/delete with `{ path }`: {@link Deleted}; 403 unless {@link Overview.mayChange}
 * - POST /api/contract/release with `{ name }`: {@link ReleaseProgress}; 403 unless {@link Overview.mayChange}
 * - POST /api/explain with {@link ExplainQuestion}: {@link Explanation}
 * - POST /api/snippets with `{ client }`: {@link SnippetList}
 * - POST /api/token with `{ client }`: {@link Token}; of a local system only
 */
export interface ConsoleProblem {
  /** A sentence for the operator with the fix. */
  readonly error: string;
}

export interface Overview {
  readonly version: string;
  readonly place: "local" | "aws";
  /** Base URL of pushes, with its stage. */
  readonly pushUrl: string;
  readonly configFile: string;
  /** Whether groups may be deleted and names released here. */
  readonly mayChange: boolean;
  readonly callers: readonly CallerSummary[];
  /** Undefined if they could not be read yet. The part "requests" tells why. */
  readonly traffic: Traffic | undefined;
  readonly parts: readonly Part[];
  /** Folded, the latest first, at most 500. */
  readonly refusals: readonly FoldedRefusal[];
  /** Of all groups together, with the proxy's own. */
  readonly held: Holding;
  /** Of the proxy's own group, which is in no table. */
  readonly own: Holding;
  readonly limits: Limits;
  readonly validation: Validation;
  /** Grows whenever {@link GroupTable} may have changed. */
  readonly groupsVersion: number;
}

export interface CallerSummary {
  readonly id: string;
  readonly kind: "client" | "issuer";
  /** Whether any grant lets it push. */
  readonly mayPush: boolean;
  /** A push that its grants allow. Undefined: it may not push, or its rights depend on the claims of a token. */
  readonly example: ExamplePush | undefined;
  readonly limits: CallerLimits;
  /** By owner: the id of a client, or an issuer's with the value of `limits.per`. */
  readonly owners: readonly ({ readonly owner: string } & Holding)[];
}

/** The limits of one owner. */
export type CallerLimits = Holding;

/** The limits of all owners together. Undefined: no limit. */
export type Limits = { readonly [Kind in keyof Holding]: number | undefined };

/** What the page needs to check a payload as the proxy does. */
export interface Validation {
  /** The scrape's own job. */
  readonly scrapeJob: string;
  /** By code, the setting of a relaxed rule. */
  readonly rules: Readonly<Record<string, "warn" | "off">>;
}

/** Of the last 30 minutes. */
export interface Traffic {
  readonly pushed: number;
  readonly refused: number;
  /** Undefined before the first push. */
  readonly medianMs: number | undefined;
  /** One number for each of the last 30 minutes, the oldest first. */
  readonly pushedByMinute: readonly number[];
  readonly refusedByMinute: readonly number[];
}

/** One part of the system, and its state. */
export interface Part {
  readonly name: "store" | "Pushgateway" | "sweep" | "page" | "remote write" | "requests";
  readonly state: "good" | "waiting" | "bad" | "unknown";
  /** A sentence about the state, with the fix if it is bad. */
  readonly text: string;
  /** When the state was seen, ISO 8601. */
  readonly seenAt: string | undefined;
  /** Paths of the groups that cause it, at most 20. */
  readonly groups: readonly string[];
}

/** Refusals that differ only in their time. */
export interface FoldedRefusal {
  /** Undefined: the sender is not known. */
  readonly client: string | undefined;
  readonly status: number;
  /** A code of the catalogue of problems; empty if the answer has none. */
  readonly problem: string;
  /** Empty if the request line could not be read. */
  readonly method: string;
  /** As it was sent, without the query. Empty if the request line could not be read. */
  readonly path: string;
  readonly detail: string;
  /** The first issue of the payload. */
  readonly issue:
    | {
        readonly code: string;
        readonly detail: string;
        readonly line: number | undefined;
        readonly column: number | undefined;
        readonly pointer: string | undefined;
      }
    | undefined;
  /** Issues in the payload. */
  readonly issues: number;
  /** Cause and example of `problem` and `issue.code` are in the {@link CodeTable}. */
  readonly fix: string | undefined;
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export interface GroupTable {
  readonly groups: readonly Group[];
  /** The table is cut after some thousands. */
  readonly total: number;
  /** Damaged items of the store. */
  readonly unreadable: readonly { readonly key: string; readonly reason: string }[];
}

export interface Group {
  readonly path: string;
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pushedAt: string;
  /** The observed median time between pushes of this group; undefined for fewer than three pushes. */
  readonly usualSeconds: number | undefined;
  /** Undefined: it never expires. */
  readonly expiresAfterSeconds: number | undefined;
  readonly series: number;
  /** Undefined: the store does not have it. */
  readonly bytes: number | undefined;
  readonly owner: string | undefined;
  readonly relayed: "relayed" | "waiting" | "foreign" | "unknown";
  /** Pushes in each of the last 30 minutes, the oldest first. Undefined: not known. */
  readonly pushedByMinute: readonly number[] | undefined;
}

export interface GroupContent extends ShownContent {
  readonly path: string;
}

/** Without the proxy's own names, which nobody can push. */
export interface ContractTable {
  readonly names: readonly ListedName[];
  /** The table is cut after some thousands. */
  readonly total: number;
  /** Labels that keys may have and that are not open yet. */
  readonly openingLabels: readonly string[];
}

export interface Deleted {
  readonly path: string;
  readonly atPushgateway: "deleted" | "later";
}

export interface ExplainQuestion {
  readonly caller: string;
  readonly method: "PUT" | "POST" | "DELETE" | "GET";
  /** A path, or a whole URL. */
  readonly url: string;
  readonly claims: Readonly<Record<string, string>>;
}

export interface Explanation {
  readonly isAllowed: boolean;
  /** A sentence: the right that allows it, or why it is refused. */
  readonly text: string;
  /** The place of that right, or of all rights of the caller, as in `proxy.yaml:19 clients[0]`. */
  readonly place: string | undefined;
  /** What the right demands: metrics, labels. */
  readonly conditions: readonly string[];
}

/** The catalogue of problems and issues, which would make the page too large. */
export interface CodeTable {
  readonly codes: Readonly<Record<string, CodeEntry>>;
}

export interface CodeEntry {
  /** A sentence. */
  readonly cause: string;
  /** A sentence. */
  readonly fix: string;
  /** A push that gets the code, as lines. Empty: there is no example. */
  readonly example: string;
}

/** How a client makes its first push, in several languages. */
export interface SnippetList {
  readonly snippets: readonly Snippet[];
}

export interface Snippet {
  readonly id: string;
  readonly title: string;
  /** {@link TOKEN_PLACE} is the placeholder for the token. */
  readonly text: string;
  /** The required libraries; empty: none. */
  readonly needs: string;
}

/** A placeholder with characters that no token has. */
export const TOKEN_PLACE = "<token>";

export interface Token {
  readonly client: string;
  readonly token: string;
}
