import type { ScrapedJobs } from "../authorize/authorize-read.ts";
import { authorizeRead, authorizeScrape } from "../authorize/authorize-read.ts";
import type { Client } from "../model/client.ts";
import type { Clock } from "../model/clock.ts";
import { toMatcher } from "../model/glob.ts";
import { quote } from "../model/issue.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { ok, type Result } from "../model/result.ts";
import { type GroupStore, StoreOutage } from "../store/store.ts";
import { type MadePage, makePage, type PackPage, type PageSize, renderGroup } from "./make-page.ts";
import type { PageKeeper } from "./page-keeper.ts";
import {
  type PageEncoding,
  parseReadRequest,
  type ReadEvent,
  type ReadGroup,
  type ReadPage,
  type ReadRequest,
} from "./read-request.ts";
import { UnreadableContent } from "./wire-cursor.ts";

export interface ReadPorts {
  readonly groups: Pick<GroupStore, "scan" | "read">;
  readonly pack: PackPage;
  readonly pages: Pick<PageKeeper<MadePage>, "get">;
  readonly now: Clock;
  /** Waits for the work, at most `timeoutMs`. */
  readonly within: <Value>(work: Promise<Value>, timeoutMs: number) => Promise<Result<Value, "late">>;
  readonly limits: PageLimits;
}

export interface PageLimits {
  /** The limit of a compressed page. */
  readonly gzipBytes: number;
  /** The most time that an answer may take. */
  readonly timeoutMs: number;
}

/** The rights of the reader. */
export type Reader = Pick<Client, "scrape" | "reads">;

/** A complete page. */
export interface ReadAnswer {
  readonly contentType: string;
  readonly encoding: PageEncoding;
  readonly body: Uint8Array;
  /** Undefined: it is one group. */
  readonly size: PageSize | undefined;
}

/** The largest page without gzip. A longer one that is cut could look complete. */
const MAX_IDENTITY_BYTES = 4 * 1024 * 1024;

/** Subtracted from the time that Prometheus waits, so that the answer arrives before that. At most half of the time. */
const ANSWER_MS = 500;

/**
 * Answers `GET /metrics` and `GET /metrics/job/…`. The answer is complete before a byte of it is sent. Refuses with the
 * codes of `parseReadRequest`, and with `group-not-granted`, `group-unknown`, `gzip-required`, `page-too-large`,
 * `page-timed-out` and `store-unavailable`.
 */
export const answerRead = async (
  event: ReadEvent,
  client: Reader,
  ports: ReadPorts,
): Promise<Result<ReadAnswer, Refusal>> => {
  const request = parseReadRequest(event);
  if (!request.ok) {
    return request;
  }
  const { what, timeoutMs = Number.POSITIVE_INFINITY } = request.value;
  const leftMs = Math.min(ports.limits.timeoutMs, Math.max(timeoutMs - ANSWER_MS, timeoutMs / 2));
  const answering =
    what.kind === "page"
      ? answerPage(what, request.value, client, ports)
      : answerGroup(what, request.value, client, ports);
  const answer = await ports.within(orOutage(answering), leftMs);
  return answer.ok ? answer.value : refuseLate(leftMs, ports.limits);
};

const orOutage = async (
  answering: Promise<Result<ReadAnswer, Refusal>>,
): Promise<Result<ReadAnswer, Refusal>> => {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof PageTimedOut) {
      return refuseLate(error.timeoutMs, error);
    }
    if (error instanceof StoreOutage) {
      return refuse("store-unavailable", "the store cannot be read at the moment; try again", RETRY);
    }
    if (error instanceof UnreadableContent) {
      return refuse(
        "store-unavailable",
        "the stored group is damaged; tell the operator of the proxy",
        RETRY,
      );
    }
    throw error;
  }
};

const RETRY = { retryAfterSeconds: 5 };

/** @param waitedMs at most the proxy's own time, `timeoutMs`, which no client can extend */
const refuseLate = (waitedMs: number, { timeoutMs }: Pick<PageLimits, "timeoutMs">) => {
  const advice =
    waitedMs < timeoutMs
      ? "raise scrape_timeout, or ask for fewer jobs with ?job=<pattern>"
      : "no scrape_timeout gives it more: ask for fewer jobs with ?job=<pattern>, or use remote write";
  return refuse("page-timed-out", `the page was not ready after ${waitedMs / 1_000} s; ${advice}`, RETRY);
};

class PageTimedOut extends Error {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super("the page took too long");
    this.timeoutMs = timeoutMs;
  }
}

const answerPage = async (
  { jobs }: ReadPage,
  { form, encoding }: ReadRequest,
  client: Reader,
  ports: ReadPorts,
): Promise<Result<ReadAnswer, Refusal>> => {
  const scraped = authorizeScrape(client);
  if (!scraped.ok) {
    return scraped;
  }
  const { contentType } = form;
  const { limits, groups, pack, now } = ports;
  const maxBytes = encoding === "gzip" ? limits.gzipBytes : MAX_IDENTITY_BYTES;
  const name = JSON.stringify([contentType, encoding, client.scrape?.jobs, jobs]);
  const made = await ports.pages.get(name, () => {
    const startedMs = now();
    const checkTime = (): void => {
      if (now() - startedMs > limits.timeoutMs) {
        throw new PageTimedOut(limits.timeoutMs);
      }
    };
    const isShown = filterJobs(scraped.value, jobs);
    return makePage({ groups, pack, checkTime }, { isShown, form, encoding, maxBytes });
  });
  if (made.kind === "too-large") {
    return refuseTooLarge(encoding, maxBytes);
  }
  const { body, groups: shown, unreadable } = made;
  return ok({ contentType, encoding, body, size: { groups: shown, unreadable } });
};

const refuseTooLarge = (encoding: PageEncoding, maxBytes: number) =>
  encoding === "gzip"
    ? refuse(
        "page-too-large",
        `the page has more than ${maxBytes} bytes, compressed; scrape it in parts, each with its own ?job=<pattern>`,
      )
    : refuse(
        "gzip-required",
        `the page has more than ${maxBytes} bytes and is sent only with gzip; send Accept-Encoding: gzip (curl --compressed)`,
      );

const answerGroup = async (
  what: ReadGroup,
  { form, encoding }: ReadRequest,
  client: Reader,
  { groups, pack, limits }: ReadPorts,
): Promise<Result<ReadAnswer, Refusal>> => {
  const { key } = what;
  const granted = authorizeRead(client, key);
  if (!granted.ok) {
    return granted;
  }
  const item = await groups.read(key.path);
  if (item?.state !== "live") {
    return refuse(
      "group-unknown",
      `there is no group of job ${quote(key.job)} with these grouping labels; check them, or push the group first`,
    );
  }
  const maxBytes = encoding === "gzip" ? limits.gzipBytes : MAX_IDENTITY_BYTES;
  const body = await pack(
    renderGroup({ key, content: item.content, atMs: item.atMs }, form),
    encoding,
    maxBytes,
  );
  return body === "too-large"
    ? refuseTooLarge(encoding, maxBytes)
    : ok({ contentType: form.contentType, encoding, body, size: undefined });
};

/** The jobs that a client may scrape and that match one of the filters. Without filters, all that it may scrape. */
const filterJobs = (scraped: ScrapedJobs, filters: readonly string[]): ScrapedJobs => {
  const matches = toMatcher(filters);
  return (job) => scraped(job) && (filters.length === 0 || matches(job));
};
