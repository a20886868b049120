import { urlAuthorization } from "../../lambda/model/basic-authorization.ts";

/** What a running Pushgateway says about itself. */
export interface PushgatewayStatus {
  readonly isChecking: boolean;
  /** How old its file can be while it runs; 0 if it has none. */
  readonly persistedMs: number;
}

const TIMEOUT_MS = 3_000;

/** Its default if it does not say. */
const DEFAULT_INTERVAL_MS = 300_000;
/** The time to write the file. */
const WRITING_MS = 5_000;

export const DEFAULT_PERSISTED_MS = DEFAULT_INTERVAL_MS + WRITING_MS;

/** Reads `GET /api/v1/status`; undefined if the answer is not a Pushgateway's. The URL may contain a credential. */
export const fetchStatus = async (url: string): Promise<PushgatewayStatus | undefined> => {
  const document = await getJson(url, "/api/v1/status");
  const flags = (document as { data?: { flags?: Record<string, unknown> } } | undefined)?.data?.flags;
  if (flags === undefined) {
    return undefined;
  }
  return {
    isChecking: flags["push.disable-consistency-check"] !== "true",
    persistedMs:
      flags["persistence.file"] === ""
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

const getJson = async (baseUrl: string, path: string): Promise<unknown> => {
  const url = new URL(baseUrl);
  const authorization = urlAuthorization(url);
  try {
    const response = await fetch(`${url.origin}${url.pathname.replace(/\/$/, "")}${path}`, {
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: authorization === undefined ? {} : { authorization },
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
};
