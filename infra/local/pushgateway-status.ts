/** What a running Pushgateway says of itself. */
export interface PushgatewayStatus {
  readonly isChecking: boolean;
}

const TIMEOUT_MS = 3_000;

/** Asks `GET /api/v1/status`; undefined when nothing that looks like a Pushgateway answers. The URL may hold a credential. */
export const fetchStatus = async (url: string): Promise<PushgatewayStatus | undefined> => {
  const document = await getJson(url, "/api/v1/status");
  const flags = (document as { data?: { flags?: Record<string, unknown> } } | undefined)?.data?.flags;
  if (flags === undefined) return undefined;
  return { isChecking: flags["push.disable-consistency-check"] !== "true" };
};

const getJson = async (baseUrl: string, path: string): Promise<unknown> => {
  const { origin, pathname, username, password } = new URL(baseUrl);
  const credential = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  try {
    const response = await fetch(`${origin}${pathname.replace(/\/$/, "")}${path}`, {
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: username === "" ? {} : { Authorization: `Basic ${credential.toString("base64")}` },
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
};
