import { adviseOnStatus } from "../../lambda/adapters/pushgateway/outage-reason.ts";
import { urlAuthorization } from "../../lambda/model/basic-authorization.ts";
import { type Fields, isRecord, readJson, toRecord } from "../../lambda/model/fields.ts";
import { err, ok, type Result } from "../../lambda/model/result.ts";

/** What a running Pushgateway says about itself. */
export interface PushgatewayStatus {
  readonly isChecking: boolean;
  /** Its `--persistence.file`. Empty: it has none. */
  readonly file: string;
  /** How old its file can be while it runs; 0 if it has none. */
  readonly persistedMs: number;
}

const TIMEOUT_MS = 3_000;

/** Its default if it does not say. */
const DEFAULT_INTERVAL_MS = 300_000;
/** The time to write the file. */
const WRITING_MS = 5_000;

export const DEFAULT_PERSISTED_MS = DEFAULT_INTERVAL_MS + WRITING_MS;

/**
 * Reads `GET /api/v1/status`. The URL may contain a credential. The error says what came back instead and what to do,
 * as the end of a sentence about the Pushgateway, without the credential.
 */
export const fetchStatus = async (urlText: string): Promise<Result<PushgatewayStatus, string>> => {
  const url = new URL(urlText);
  const path = `${url.pathname.replace(/\/$/, "")}/api/v1/status`;
  const answer = await getText(`${url.origin}${path}`, urlAuthorization(url));
  if (answer === undefined) {
    return err("does not answer: start it, or check its URL");
  }
  const { status, body } = answer;
  const flags = status === 200 ? readFlags(body) : undefined;
  return flags === undefined
    ? err(`answers ${status} to GET ${path}, but not as a Pushgateway does: ${adviseOnStatus(status)}`)
    : ok(toStatus(flags));
};

/** Undefined if there is no complete answer in time. */
const getText = async (
  url: string,
  authorization: string | undefined,
): Promise<{ readonly status: number; readonly body: string } | undefined> => {
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: authorization === undefined ? {} : { authorization },
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
};

const readFlags = (body: string): Fields | undefined => {
  const { flags } = toRecord(toRecord(readJson(body))["data"]);
  return isRecord(flags) ? flags : undefined;
};

const toStatus = (flags: Fields): PushgatewayStatus => {
  const file = String(flags["persistence.file"]);
  return {
    isChecking: flags["push.disable-consistency-check"] !== "true",
    file,
    persistedMs:
      file === ""
        ? 0
        : (parseGoDuration(String(flags["persistence.interval"])) ?? DEFAULT_INTERVAL_MS) + WRITING_MS,
  };
};

/** In Go's form, for instance `1m0s` or `1.5s`. */
const parseGoDuration = (text: string): number | undefined => {
  const parts = [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    return undefined;
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * UNITS_MS[unit as Unit], 0);
};

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof UNITS_MS;
