/** The headers of a request in the form of an event. */
export interface HeaderLines {
  /** If several lines have the same name, the last one. */
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
  /** Values of all `Authorization` lines; undefined when there is none or all are empty. */
  readonly authorization: string | undefined;
  readonly userAgent: string | null;
  readonly host: string;
  readonly hostLines: number;
  /** All lines with names and line ends. */
  readonly bytes: number;
}

/**
 * Never part of an event. LocalStack, execute_api/header_utils.py (from API Gateway's "Important notes", the table of
 * headers that are dropped or remapped).
 */
const DROPPED = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "transfer-encoding",
  "trailer",
  "upgrade",
  "www-authenticate",
]);

/** Names keep their case, except these two (LocalStack, integrations/aws.py, `_format_headers`). */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["authorization", "Authorization"],
  ["user-agent", "User-Agent"],
]);

const LINE_OVERHEAD_BYTES = ": \r\n".length;

/** @param rawHeaders alternating names and values, as in node:http */
export const readHeaderLines = (rawHeaders: readonly string[]): HeaderLines => {
  const headers: Record<string, string> = {};
  const multiValueHeaders: Record<string, string[]> = {};
  let bytes = 0;
  let hostLines = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    bytes += name.length + value.length + LINE_OVERHEAD_BYTES;
    const lowerCaseName = name.toLowerCase();
    if (DROPPED.has(lowerCaseName)) {
      continue;
    }
    if (lowerCaseName === "host") {
      hostLines++;
    }
    addLine(headers, multiValueHeaders, RENAMED.get(lowerCaseName) ?? name, value);
  }
  return { headers, multiValueHeaders, bytes, hostLines, ...pickKnown(multiValueHeaders) };
};

const addLine = (
  headers: Record<string, string>,
  multiValueHeaders: Record<string, string[]>,
  name: string,
  value: string,
): void => {
  // A header may be named __proto__. An assignment would lose it, but a real event has it as a normal key.
  if (name === "__proto__") {
    setOwn(headers, name, value);
    setOwn(multiValueHeaders, name, [value]);
    return;
  }
  headers[name] = value;
  if (Object.hasOwn(multiValueHeaders, name)) {
    multiValueHeaders[name]?.push(value);
  } else {
    multiValueHeaders[name] = [value];
  }
};

const setOwn = <Value>(target: Record<string, Value>, name: string, value: Value): void => {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
};

const pickKnown = (lines: Readonly<Record<string, readonly string[]>>) => ({
  authorization: lines["Authorization"]?.join(",").replace(/^,+$/, "") || undefined,
  userAgent: lines["User-Agent"]?.at(-1) ?? null,
  host: (lines["Host"] ?? lines["host"])?.at(-1) ?? "",
});

/** Adds the gateway's own headers: the caller's address, and the trace. */
export const addForwardingHeaders = (
  { headers, multiValueHeaders }: HeaderLines,
  forwarded: { readonly sourceIp: string; readonly port: string; readonly traceId: string },
): void => {
  const earlier = multiValueHeaders["X-Forwarded-For"]?.join(", ");
  const chain = earlier === undefined ? forwarded.sourceIp : `${earlier}, ${forwarded.sourceIp}`;
  const set = (name: string, value: string): void => {
    headers[name] = value;
    multiValueHeaders[name] = [value];
  };
  set("X-Forwarded-For", chain);
  set("X-Forwarded-Port", forwarded.port);
  set("X-Forwarded-Proto", "http");
  set("X-Amzn-Trace-Id", forwarded.traceId);
};
