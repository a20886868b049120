import { describe, it } from "@jest/globals";
import { request, VALID } from "../support/hostile/requests.ts";
import { type Attack, expectRefused, type HostileCase } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";

const KEY = "/metrics/job/app";

const notAllowed = (method: string, path = KEY): HostileCase => [
  `${method} ${path}`,
  request(path, { method, body: "" }),
  405,
  "method-not-allowed",
];

const METHODS: readonly HostileCase[] = [
  ...["OPTIONS", "PATCH", "TRACE", "PROPFIND", "MKCOL", "COPY", "LINK", "PURGE", "M-SEARCH", "QUERY"].map(
    (method) => notAllowed(method),
  ),
  ...["PUT", "POST", "DELETE", "OPTIONS", "PATCH"].flatMap((method) => [
    notAllowed(method, "/-/ready"),
    notAllowed(method, "/-/healthy"),
  ]),
  ["PATCH without a credential", request(KEY, { method: "PATCH", as: null }), 405, "method-not-allowed"],
  [
    "a CORS preflight",
    request(KEY, {
      method: "OPTIONS",
      headers: ["Origin: http://evil.test", "Access-Control-Request-Method: PUT"],
    }),
    405,
    "method-not-allowed",
  ],
  [
    "a method in a header",
    request(KEY, { method: "PATCH", headers: ["X-HTTP-Method-Override: PUT"] }),
    405,
    "method-not-allowed",
  ],
  ["a method in the query", request(`${KEY}?_method=PUT`, { method: "PATCH" }), 405, "method-not-allowed"],
  [
    "a web socket",
    request(KEY, { method: "GET", headers: ["Connection: Upgrade", "Upgrade: websocket"] }),
    403,
    "group-not-granted",
  ],
];

/** Raw bytes. `{auth}` is replaced with a valid header, so that only the syntax is wrong. */
const raw =
  (text: string): Attack =>
  (target) =>
    text
      .replaceAll("{auth}", `Host: h\r\nAuthorization: ${target.basic("app")}`)
      .replaceAll("{token}", target.basic("app"));

const malformed = (name: string, text: string): HostileCase => [name, raw(text), 400, "request-malformed"];

const MALFORMED: readonly HostileCase[] = [
  malformed("a method that is none", `FOO ${KEY} HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("a method in small letters", `put ${KEY} HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("a method with more behind it", `PUTX ${KEY} HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("a method with a NUL", `PU\0T ${KEY} HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("a blank in front", ` PUT ${KEY} HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("nothing but blanks", "    \r\n\r\n"),
  malformed("TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
  malformed("random bytes", "\x00\xff\xfe\x01\x80\x90\r\n\r\n"),
  malformed("SSH", "SSH-2.0-OpenSSH_9.2\r\n"),
  malformed("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  malformed("HTTP/0.9", `PUT ${KEY}\r\n\r\n`),
  malformed("HTTP/0.9 by name", `PUT ${KEY} HTTP/0.9\r\n{auth}\r\n\r\n`),
  malformed("HTTP/2.0", `PUT ${KEY} HTTP/2.0\r\n{auth}\r\n\r\n`),
  malformed("HTTP/9.9", `PUT ${KEY} HTTP/9.9\r\n{auth}\r\n\r\n`),
  malformed("HTTP/1.10", `PUT ${KEY} HTTP/1.10\r\n{auth}\r\n\r\n`),
  malformed("a version in small letters", `PUT ${KEY} http/1.1\r\n{auth}\r\n\r\n`),
  malformed("another protocol", `PUT ${KEY} ICAP/1.0\r\n{auth}\r\n\r\n`),
  malformed("no version", `PUT ${KEY} \r\n{auth}\r\n\r\n`),
  malformed("a blank in the path", `PUT ${KEY} x HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("a tab in the path", `PUT ${KEY}\tx HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("a NUL in the path", `PUT ${KEY}\0 HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("no path", "PUT  HTTP/1.1\r\n{auth}\r\n\r\n"),
  malformed("a path without a slash", "PUT metrics/job/app HTTP/1.1\r\n{auth}\r\n\r\n"),
  malformed("a tunnel", "CONNECT proxy.test:443 HTTP/1.1\r\n{auth}\r\n\r\n"),
  malformed("a tunnel to a path", `CONNECT ${KEY} HTTP/1.1\r\n{auth}\r\n\r\n`),
  malformed("no Host", `PUT ${KEY} HTTP/1.1\r\nAuthorization: {token}\r\nContent-Length: 0\r\n\r\n`),
  malformed("two Hosts", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nHost: i\r\nContent-Length: 0\r\n\r\n`),
  malformed(
    "two Hosts that are equal",
    `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  malformed(
    "line ends without CR",
    `PUT ${KEY} HTTP/1.1\nHost: h\nAuthorization: {token}\nContent-Length: 0\n\n`,
  ),
  malformed("line ends without LF", `PUT ${KEY} HTTP/1.1\rHost: h\rAuthorization: {token}\r\r`),
  malformed("a header without a colon", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nnonsense\r\n\r\n`),
  malformed("a header without a name", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\n: x\r\n\r\n`),
  malformed("a blank before the colon", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nContent-Length : 0\r\n\r\n`),
  malformed("a blank in a header's name", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nX Y: 0\r\n\r\n`),
  malformed("a bracket in a header's name", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nX(Y): 0\r\n\r\n`),
  malformed("a header's name that is not ASCII", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nX\xe9: 0\r\n\r\n`),
  malformed("a NUL in a header", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nX: a\0b\r\n\r\n`),
  malformed("a CR in a header", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nX: a\rY: b\r\n\r\n`),
  malformed("a folded header", `PUT ${KEY} HTTP/1.1\r\n{auth}\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n`),
  malformed("a header that is folded at once", `PUT ${KEY} HTTP/1.1\r\n Host: h\r\n{auth}\r\n\r\n`),
];

const framed = (name: string, lines: string, rest = VALID): HostileCase =>
  malformed(name, `PUT ${KEY} HTTP/1.1\r\n{auth}\r\n${lines}\r\n\r\n${rest}`);

const chunked = (name: string, chunks: string): HostileCase =>
  framed(name, "Transfer-Encoding: chunked", chunks);

const SMUGGLING: readonly HostileCase[] = [
  framed("a length and chunks", "Content-Length: 8\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
  framed("chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 8", "0\r\n\r\n"),
  framed("two lengths", "Content-Length: 8\r\nContent-Length: 3"),
  framed("two lengths that are equal", "Content-Length: 8\r\nContent-Length: 8"),
  framed("two lengths in one line", "Content-Length: 8, 8"),
  framed("a negative length", "Content-Length: -1"),
  framed("a length with a sign", "Content-Length: +8"),
  framed("a length in hexadecimal", "Content-Length: 0x8"),
  framed("a length with an exponent", "Content-Length: 1e1"),
  framed("a length with a fraction", "Content-Length: 8.0"),
  framed("a length past 2^64", "Content-Length: 99999999999999999999"),
  framed("an empty length", "Content-Length:"),
  framed("a length in words", "Content-Length: eight"),
  framed("a length with a blank inside", "Content-Length: 1 0"),
  framed("a transfer encoding that is not chunked", "Transfer-Encoding: gzip"),
  framed("the transfer encoding identity", "Transfer-Encoding: identity"),
  framed("chunked, but not last", "Transfer-Encoding: chunked, gzip"),
  framed("chunked misspelt", "Transfer-Encoding: xchunked"),
  framed("chunked with a vertical tab", "Transfer-Encoding: \x0bchunked"),
  framed("chunked behind a blank name", "Transfer-Encoding : chunked", "0\r\n\r\n"),
  framed("two transfer encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"),
  chunked("a chunk size that is none", "zz\r\nx\r\n0\r\n\r\n"),
  chunked("a negative chunk size", "-1\r\nx\r\n0\r\n\r\n"),
  chunked("a chunk size with 0x", "0x1\r\nx\r\n0\r\n\r\n"),
  chunked("a chunk size past 2^64", "fffffffffffffffff\r\nx\r\n0\r\n\r\n"),
  chunked("a chunk that is longer than its size", "1\r\nxy\r\n0\r\n\r\n"),
  chunked("a chunk size without CR", "1\nx\r\n0\r\n\r\n"),
  chunked("a chunk without its line end", "1\r\nx0\r\n\r\n"),
  chunked("a chunk size with a blank in front", " 1\r\nx\r\n0\r\n\r\n"),
  chunked("a NUL in a chunk's extension", "1;a=\0\r\nx\r\n0\r\n\r\n"),
  chunked("a request in the place of a chunk", `PUT ${KEY} HTTP/1.1\r\n\r\n`),
];

const second = (name: string, text: string): HostileCase => [name, raw(text), 401, "credential-invalid"];

/** Two requests on one connection. The second must be checked separately. */
const PIPELINED: readonly HostileCase[] = [
  second(
    "behind one with a credential",
    `GET /-/ready HTTP/1.1\r\n{auth}\r\n\r\nPUT ${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  second(
    "behind one with an empty body",
    `PUT /nowhere HTTP/1.1\r\n{auth}\r\nContent-Length: 0\r\n\r\nPUT ${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  second(
    "behind the end of chunks",
    `PUT /nowhere HTTP/1.1\r\n{auth}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPUT ${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  second(
    "behind a GET with a body",
    `GET /metrics HTTP/1.1\r\n{auth}\r\nContent-Length: 4\r\n\r\nx 1\nPUT ${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  second(
    "with its credential in the trailer of the first",
    `PUT /nowhere HTTP/1.1\r\n{auth}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: {token}\r\n\r\nPUT ${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
];

const unauthenticated = (name: string, text: string): HostileCase => [
  name,
  raw(text),
  401,
  "credential-invalid",
];

const WITHOUT_RIGHT: readonly HostileCase[] = [
  unauthenticated(
    "a credential in the trailer",
    `PUT ${KEY} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n8\r\napp_x 1\n\r\n0\r\nAuthorization: {token}\r\n\r\n`,
  ),
  unauthenticated(
    "a credential in the target",
    `PUT http://app:token@h${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "the absolute form",
    `PUT http://elsewhere.test${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "the absolute form over https",
    `PUT https://elsewhere.test${KEY} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated("HTTP/1.0 without Host", `PUT ${KEY} HTTP/1.0\r\nContent-Length: 0\r\n\r\n`),
  unauthenticated(
    "an upgrade to HTTP/2",
    `PUT ${KEY} HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "an unknown expectation",
    `PUT ${KEY} HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "an authorization that the connection drops",
    `PUT ${KEY} HTTP/1.1\r\nHost: h\r\nConnection: close, Authorization\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "a rewritten path in a header",
    `PUT ${KEY} HTTP/1.1\r\nHost: h\r\nX-Original-URL: /-/healthy\r\nX-Rewrite-URL: /-/healthy\r\nX-Forwarded-Prefix: /-/healthy\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "an address that claims to be trusted",
    `PUT ${KEY} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\nContent-Length: 0\r\n\r\n`,
  ),
  unauthenticated(
    "a principal that claims to be known",
    `PUT ${KEY} HTTP/1.1\r\nHost: h\r\nX-Amzn-Principal-Id: app\r\nX-Client: app\r\nRemote-User: app\r\nContent-Length: 0\r\n\r\n`,
  ),
];

const CROSS_SITE: readonly HostileCase[] = [
  ["Sec-Fetch-Site: cross-site", "Content-Type: text/plain"],
  ["Sec-Fetch-Site: same-site", "Origin: http://127.0.0.1:8000"],
  ["Sec-Fetch-Site: cross-site", "Origin: null", "Content-Type: application/x-www-form-urlencoded"],
].map((headers) => [
  `a form with ${headers.join(", ")}`,
  request(KEY, { method: "POST", headers }),
  403,
  "cross-site-request",
]);

const fill = (bytes: number, byte = "x"): string => byte.repeat(bytes);

const OVERSIZED: readonly HostileCase[] = [
  ["a header of 10,300 bytes", request(KEY, { headers: [`X: ${fill(10_300)}`] }), 431, "no code"],
  ["a header of 100,000 bytes", request(KEY, { headers: [`X: ${fill(100_000)}`] }), 431, "no code"],
  [
    "2,500 headers",
    request(KEY, { headers: Array.from({ length: 2_500 }, (_, index) => `a${index}: b`) }),
    431,
    "no code",
  ],
  ["a header name of 50,000 bytes", request(KEY, { headers: [`${fill(50_000)}: x`] }), 431, "no code"],
  ["a query of 12,000 bytes", request(`${KEY}?${fill(12_000)}`), 431, "no code"],
  ["a query of 12,000 parameters", request(`${KEY}?${"a&".repeat(6_000)}`), 431, "no code"],
  [
    "a credential of 12,000 bytes",
    request(KEY, { authorization: `Basic ${fill(12_000, "Q")}` }),
    431,
    "no code",
  ],
  [
    "a body of 10 MB plus one byte",
    request(KEY, { body: Buffer.alloc(10 * 1024 * 1024 + 1, 35) }),
    413,
    "body-too-large",
  ],
  [
    "a body of 100 GB that never comes",
    raw(`PUT ${KEY} HTTP/1.1\r\n{auth}\r\nContent-Length: 100000000000\r\n\r\n`),
    413,
    "body-too-large",
  ],
  [
    "a body of more than 6 MB as an event",
    request(KEY, { body: Buffer.alloc(4_800_000, 35) }),
    413,
    "body-too-large",
  ],
  [
    "a body over the default limit",
    request(KEY, { body: Buffer.alloc(4 * 1024 * 1024 + 1, 35) }),
    413,
    "body-too-large",
  ],
  [
    "a body over the client's limit",
    request("/metrics/job/j", { as: "wide", body: Buffer.alloc(64 * 1024 + 1, 35) }),
    413,
    "body-too-large",
  ],
  [
    "chunks of more than 10 MB",
    (target) => [
      raw(`PUT ${KEY} HTTP/1.1\r\n{auth}\r\nTransfer-Encoding: chunked\r\n\r\n`)(target) as string,
      ...Array.from({ length: 170 }, () => `10000\r\n${fill(65_536, "#")}\r\n`),
      "0\r\n\r\n",
    ],
    413,
    "body-too-large",
  ],
];

describe("hostile HTTP", () => {
  const target = withTarget();

  it.each(METHODS)("a method that is not allowed: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(["/metrics/job/app", "/-/ready", "/-/healthy"])("HEAD %s", (path) =>
    expectRefused(target(), request(path, { method: "HEAD", body: "" }), 405, "method-not-allowed", {
      isHead: true,
    }),
  );
  it.each(MALFORMED)("malformed: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(SMUGGLING)("ambiguous framing: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(PIPELINED)("a second request without a credential, %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code, { answers: 2 }),
  );
  it.each(WITHOUT_RIGHT)("a wrong kind of credential: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(OVERSIZED)("oversized: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(CROSS_SITE)("a page of another site: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it("answers a valid request, then the invalid bytes after it", () =>
    expectRefused(
      target(),
      raw("GET /-/ready HTTP/1.1\r\n{auth}\r\n\r\nnonsense\r\n\r\n"),
      400,
      "request-malformed",
      { answers: 2 },
    ));
  it("answers a request that ends within its body", () =>
    expectRefused(
      target(),
      raw(`PUT ${KEY} HTTP/1.1\r\n{auth}\r\nContent-Length: 8\r\n\r\napp`),
      400,
      "request-malformed",
      { endsAfterRequest: true },
    ));
});
