import { gzipSync, zstdCompressSync } from "node:zlib";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { describe, it } from "@jest/globals";
import type { ProblemCode } from "../../lambda/model/catalogue.ts";
import { DELIMITED_PROTOBUF } from "../../lambda/model/format.ts";
import { body, request } from "../support/hostile/requests.ts";
import { expectRefused, type HostileCase } from "../support/hostile/target.ts";
import { withTarget } from "../support/hostile/with-target.ts";

type Refused = readonly [status: number, code: ProblemCode];

const UNREADABLE: Refused = [400, "payload-unreadable"];
const INVALID: Refused = [422, "payload-invalid"];
const OVER_LIMIT: Refused = [422, "limit-exceeded"];
const CORRUPT: Refused = [400, "body-corrupt"];
const TOO_LARGE: Refused = [413, "body-too-large"];

const text = (name: string, payload: string, refused: Refused): HostileCase => [
  name,
  body(payload),
  ...refused,
];

const TEXT: readonly HostileCase[] = [
  text("no value", "x\n", UNREADABLE),
  text("a brace and nothing", "x{\n", UNREADABLE),
  text("a label without a value", "x{a=} 1\n", UNREADABLE),
  text("a label value without its end", 'x{a="b} 1\n', UNREADABLE),
  text("a label value without quotes", "x{a=b} 1\n", UNREADABLE),
  text("a bad escape", 'x{a="\\x"} 1\n', UNREADABLE),
  text("what makes the real parser panic", "{}#\n", UNREADABLE),
  text("a quoted name", '{"x"} 1\n', UNREADABLE),
  text("a sample without a name", '{a="b"} 1\n', UNREADABLE),
  text("a name that begins with a digit", "0x 1\n", UNREADABLE),
  text("a name with a dash", "my-metric 1\n", UNREADABLE),
  text("a name that is not ASCII", "m\xc3\xa9tric 1\n", UNREADABLE),
  text("a NUL", "x\0 1\n", UNREADABLE),
  text("a value that is none", "x one\n", UNREADABLE),
  text("a value in hexadecimal", "x 0x10\n", UNREADABLE),
  text("a value with an underscore", "x 1_0\n", UNREADABLE),
  text("a value past every float", "x 1e999\n", UNREADABLE),
  text("two values", "x 1 2 3\n", UNREADABLE),
  text("a timestamp that is none", "x 1 now\n", UNREADABLE),
  text("an exemplar", "x 1 # {} 1\n", UNREADABLE),
  text("bytes that are not UTF-8 in a label", 'x{a="\xff"} 1\n', UNREADABLE),
  text("bytes that are not UTF-8 in HELP, which would end every scrape", "# HELP x \xff\nx 1\n", UNREADABLE),
  text("bytes that are not UTF-8 in a comment", "# \xff\nx 1\n", UNREADABLE),
  text("UTF-16", "\xff\xfex\0 \x001\0\n\0", UNREADABLE),
  text("new lines that were lost", "# TYPE x counterx 1y 2", UNREADABLE),
  text("HTML", "<html><body>hello</body></html>\n", UNREADABLE),
  text("a shell's error", "bash: line 1: foo: command not found\n", UNREADABLE),
  text("JSON as text", '{"x": 1}\n', UNREADABLE),
  text("gzip as text", "\x1f\x8b\x08\x00\x00", UNREADABLE),
  text("60,000 opening braces", "{".repeat(60_000), UNREADABLE),
  text("60,000 quotes", `x{a="${'\\"'.repeat(30_000)}`, UNREADABLE),
  text("10,000 wrong lines", "{\n".repeat(10_000), UNREADABLE),
  text("an unknown type", "# TYPE x wrong\nx 1\n", INVALID),
  text("TYPE twice", "# TYPE x gauge\n# TYPE x gauge\nx 1\n", INVALID),
  text("TYPE behind a sample", "x 1\n# TYPE x gauge\n", INVALID),
  text("HELP twice", "# HELP x a\n# HELP x b\nx 1\n", INVALID),
  text("HELP behind a sample", "x 1\n# HELP x a\n", INVALID),
  text("a label twice", 'x{a="1",a="2"} 1\n', INVALID),
  text("the label __name__", 'x{__name__="up"} 1\n', INVALID),
  text("a label of Prometheus' own", 'x{__address__="h"} 1\n', INVALID),
  text("a series twice", "x 1\nx 2\n", INVALID),
  text("a series twice, labels in another order", 'x{a="1",b="2"} 1\nx{b="2",a="1"} 1\n', INVALID),
  text("a series twice once empty labels are gone", 'x{a=""} 1\nx 2\n', INVALID),
  [
    "a series that occurs twice once the key has overwritten a label",
    request("/metrics/job/j/instance/i", { as: "wide", body: 'x{instance="a"} 1\nx{instance="b"} 2\n' }),
    ...INVALID,
  ],
  text("a series twice once the job overwrites it", 'x{job="a"} 1\nx{job="b"} 2\n', INVALID),
  text("a timestamp", "x 1 1700000000000\n", INVALID),
  text("a timestamp of 0", "x 1 0\n", INVALID),
  text("a negative counter", "# TYPE x_total counter\nx_total -1\n", INVALID),
  text("a counter that is no number", "# TYPE x_total counter\nx_total NaN\n", INVALID),
  ...[
    "up",
    "scrape_duration_seconds",
    "scrape_samples_scraped",
    "ALERTS",
    "ALERTS_FOR_STATE",
    "push_time_seconds",
    "push_failure_time_seconds",
    "pushgateway_build_info",
  ].map((name) => text(`the reserved name ${name}`, `${name} 1\n`, INVALID)),
  ["the scrape's own job", request("/metrics/job/pushgateway", { as: "wide" }), ...INVALID],
  text("a bucket without le", "# TYPE h histogram\nh_bucket 1\nh_sum 1\nh_count 1\n", INVALID),
  text(
    "a bucket whose le is no number",
    '# TYPE h histogram\nh_bucket{le="x"} 1\nh_bucket{le="+Inf"} 1\n',
    INVALID,
  ),
  text(
    "a bucket whose le is NaN",
    '# TYPE h histogram\nh_bucket{le="NaN"} 1\nh_bucket{le="+Inf"} 1\n',
    INVALID,
  ),
  text(
    "two buckets with one bound, written in two ways",
    '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="1.0"} 1\nh_bucket{le="+Inf"} 1\n',
    INVALID,
  ),
  text(
    "buckets that fall",
    '# TYPE h histogram\nh_bucket{le="1"} 5\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    INVALID,
  ),
  text("a histogram without +Inf", '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n', INVALID),
  text(
    "a count that is not that of +Inf",
    '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n',
    INVALID,
  ),
  text("a negative bucket", '# TYPE h histogram\nh_bucket{le="+Inf"} -1\nh_sum 1\nh_count -1\n', INVALID),
  text(
    "le on the histogram's count",
    '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count{le="1"} 1\n',
    INVALID,
  ),
  text("a bare sample of a histogram", '# TYPE h histogram\nh 5\nh_bucket{le="+Inf"} 1\n', INVALID),
  text("a quantile of 2", '# TYPE s summary\ns{quantile="2"} 1\ns_sum 1\ns_count 1\n', INVALID),
  text("a quantile that is NaN", '# TYPE s summary\ns{quantile="NaN"} 1\ns_sum 1\ns_count 1\n', INVALID),
  text("a quantile twice", '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.50"} 1\n', INVALID),
  text("a summary's count that is not whole", "# TYPE s summary\ns_sum 1\ns_count 1.5\n", INVALID),
  text("a summary's count below 0", "# TYPE s summary\ns_sum 1\ns_count -1\n", INVALID),
  text(
    "a histogram and a gauge of its count",
    '# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n# TYPE h_count gauge\nh_count{a="b"} 1\n',
    INVALID,
  ),
  text("21 families", Array.from({ length: 21 }, (_, index) => `f${index} 1\n`).join(""), OVER_LIMIT),
  text("51 series", Array.from({ length: 51 }, (_, index) => `x{a="${index}"} 1\n`).join(""), OVER_LIMIT),
  text("6 labels", 'x{a="1",b="1",c="1",d="1",f="1",g="1"} 1\n', OVER_LIMIT),
  text("a name of 41 characters", `${"x".repeat(41)} 1\n`, OVER_LIMIT),
  text("a label's name of 41 characters", `x{${"a".repeat(41)}="1"} 1\n`, OVER_LIMIT),
  text("a label value of 51 characters", `x{a="${"v".repeat(51)}"} 1\n`, OVER_LIMIT),
  text("a HELP of 61 characters", `# HELP x ${"h".repeat(61)}\nx 1\n`, OVER_LIMIT),
  ["5 grouping labels", request("/metrics/job/j/a/1/b/1/c/1/d/1/e/1", { as: "wide" }), ...OVER_LIMIT],
  [
    "a grouping value of 51 characters",
    request(`/metrics/job/j/a/${"v".repeat(51)}`, { as: "wide" }),
    ...OVER_LIMIT,
  ],
  ["a job of 51 characters", request(`/metrics/job/${"j".repeat(51)}`, { as: "wide" }), ...OVER_LIMIT],
];

const compressed = (name: string, encoding: string, payload: Uint8Array, refused: Refused): HostileCase => [
  name,
  body(payload, `Content-Encoding: ${encoding}`),
  ...refused,
];

const VALID_TEXT = Buffer.from("x 1\n");
const BOMB = Buffer.alloc(300 * 1024, "#\n");
const LARGE_BOMB = Buffer.alloc(40 * 1024 * 1024);
const behind = (bytes: Uint8Array, more: string): Buffer =>
  Buffer.concat([bytes, Buffer.from(more, "latin1")]);

const COMPRESSED: readonly HostileCase[] = [
  compressed("gzip that is none", "gzip", VALID_TEXT, CORRUPT),
  compressed("gzip cut short", "gzip", gzipSync(VALID_TEXT).subarray(0, -4), CORRUPT),
  compressed("gzip cut after its header", "gzip", gzipSync(VALID_TEXT).subarray(0, 10), CORRUPT),
  compressed(
    "gzip with a wrong checksum",
    "gzip",
    behind(gzipSync(VALID_TEXT).subarray(0, -8), "\0\0\0\0\x04\0\0\0"),
    CORRUPT,
  ),
  compressed("gzip with something behind it", "gzip", behind(gzipSync(VALID_TEXT), "x 2\n"), CORRUPT),
  compressed("gzip of gzip", "gzip", gzipSync(gzipSync(VALID_TEXT)), UNREADABLE),
  compressed("a bomb of gzip", "gzip", gzipSync(BOMB), TOO_LARGE),
  compressed("a larger bomb of gzip", "gzip", gzipSync(LARGE_BOMB), TOO_LARGE),
  compressed("gzip that says it is zstd", "zstd", gzipSync(VALID_TEXT), CORRUPT),
  compressed("zstd that is none", "zstd", VALID_TEXT, CORRUPT),
  compressed("zstd cut short", "zstd", zstdCompressSync(VALID_TEXT).subarray(0, -2), CORRUPT),
  compressed("zstd with something behind it", "zstd", behind(zstdCompressSync(VALID_TEXT), "x 2\n"), CORRUPT),
  compressed("a bomb of zstd", "zstd", zstdCompressSync(BOMB), TOO_LARGE),
  compressed("a larger bomb of zstd", "zstd", zstdCompressSync(LARGE_BOMB), TOO_LARGE),
  compressed("zstd with a window of 2 GB", "zstd", Buffer.from("28b52ffd00b0010000", "hex"), CORRUPT),
  compressed("zstd that says it is gzip", "gzip", zstdCompressSync(VALID_TEXT), CORRUPT),
  compressed("snappy that is none", "snappy", VALID_TEXT, CORRUPT),
  compressed("snappy without frames", "snappy", Buffer.from("\x04\x0cx 1\n", "latin1"), CORRUPT),
  compressed("snappy's header cut short", "snappy", Buffer.from("\xff\x06\0\0sNaP", "latin1"), CORRUPT),
  compressed(
    "snappy with a wrong checksum",
    "snappy",
    Buffer.from("\xff\x06\0\0sNaPpY\x01\x08\0\0\0\0\0\0x 1\n", "latin1"),
    CORRUPT,
  ),
  compressed(
    "snappy with a frame that must not be skipped",
    "snappy",
    Buffer.from("\xff\x06\0\0sNaPpY\x02\x01\0\0x", "latin1"),
    CORRUPT,
  ),
  compressed(
    "snappy with a frame longer than the body",
    "snappy",
    Buffer.from("\xff\x06\0\0sNaPpY\x01\xff\xff\xffx", "latin1"),
    CORRUPT,
  ),
  compressed("a body that says identity and is gzip", "identity", gzipSync(VALID_TEXT), UNREADABLE),
];

const json = (name: string, payload: string | Uint8Array, refused: Refused): HostileCase => [
  name,
  body(payload, "Content-Type: application/json"),
  ...refused,
];

const family = (fields: string): string =>
  `[{"name":"x","type":"GAUGE","metrics":[{"labels":{},"value":"1"}]${fields}}]`;

const JSON_BODIES: readonly HostileCase[] = [
  json("nothing but a brace", "{", UNREADABLE),
  json("a comma too many", '{"x":1,}', UNREADABLE),
  json("single quotes", "{'x':1}", UNREADABLE),
  json("a comment", '{"x":1} // y', UNREADABLE),
  json("NaN as a number", '{"x":NaN}', UNREADABLE),
  json("Infinity as a number", '{"x":Infinity}', UNREADABLE),
  json("a number in hexadecimal", '{"x":0x1}', UNREADABLE),
  json("a number with a zero in front", '{"x":01}', UNREADABLE),
  json("two documents", '{"x":1}{"y":1}', UNREADABLE),
  json("text", "x 1\n", UNREADABLE),
  json("bytes that are not UTF-8", Buffer.from('{"x\xff":1}', "latin1"), UNREADABLE),
  json("a NUL in a name", '{"x\0":1}', UNREADABLE),
  json("30,000 brackets, too deep to be read any further", "[".repeat(30_000), INVALID),
  json("30,000 brackets that close", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, INVALID),
  json("10,000 objects in each other", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, INVALID),
  json("__proto__", '{"__proto__":{"isAdmin":true}}', UNREADABLE),
  json("__proto__ as a metric", '{"__proto__":1}', UNREADABLE),
  json("__proto__ by escapes", '{"\\u005f_proto__":1}', UNREADABLE),
  json("__proto__ in a family", family(',"__proto__":{"x":1}'), UNREADABLE),
  json(
    "__proto__ as a label",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":{"__proto__":"a"},"value":1}]}]',
    UNREADABLE,
  ),
  json("a prototype by its constructor", '{"constructor":{"prototype":{"x":1}}}', UNREADABLE),
  json("null", "null", INVALID),
  json("a number", "1", INVALID),
  json("a string", '"x 1"', INVALID),
  json("true", "true", INVALID),
  json("a list of null", "[null]", INVALID),
  json("a list of numbers", "[1,2]", INVALID),
  json("a list of lists", "[[]]", INVALID),
  json("a metric that is null", '{"x":null}', INVALID),
  json("a metric that is a list", '{"x":[1]}', INVALID),
  json("a metric that is true", '{"x":true}', INVALID),
  json("a metric that is a word", '{"x":"many"}', INVALID),
  json("a metric that is an empty text", '{"x":""}', INVALID),
  json("a name that is none", '{"my-metric":1}', INVALID),
  json("an empty name", '{"":1}', INVALID),
  json("a name twice", '{"x":1,"x":2}', INVALID),
  json("a name twice, once by escapes", '{"x":1,"\\u0078":2}', INVALID),
  json(
    "half a surrogate in a label",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":{"a":"\\ud800"},"value":1}]}]',
    INVALID,
  ),
  json(
    "half a surrogate in HELP",
    '[{"name":"x","help":"\\udfff","type":"GAUGE","metrics":[{"labels":{},"value":1}]}]',
    INVALID,
  ),
  json("a key that is unknown", family(',"timestamp":1'), INVALID),
  json("a family twice", `[${family("").slice(1, -1)},${family("").slice(1, -1)}]`, INVALID),
  json("a family without a name", '[{"type":"GAUGE","metrics":[{"labels":{},"value":1}]}]', INVALID),
  json("a name that is a number", '[{"name":1,"type":"GAUGE","metrics":[{"labels":{},"value":1}]}]', INVALID),
  json("a name that is an object", '[{"name":{"toString":"x"},"type":"GAUGE","metrics":[]}]', INVALID),
  json("a type that is unknown", '[{"name":"x","type":"INFO","metrics":[{"labels":{},"value":1}]}]', INVALID),
  json("metrics that are an object", '[{"name":"x","type":"GAUGE","metrics":{"length":1}}]', INVALID),
  json(
    "a label that is a number",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":{"a":1},"value":1}]}]',
    INVALID,
  ),
  json(
    "a label that is null",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":{"a":null},"value":1}]}]',
    INVALID,
  ),
  json(
    "labels that are a list",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":["a"],"value":1}]}]',
    INVALID,
  ),
  json(
    "a label twice",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":{"a":"1","a":"2"},"value":1}]}]',
    INVALID,
  ),
  json(
    "a gauge with buckets",
    '[{"name":"x","type":"GAUGE","metrics":[{"labels":{},"buckets":{"1":1},"count":1,"sum":1}]}]',
    INVALID,
  ),
  json(
    "buckets that fall",
    '[{"name":"x","type":"HISTOGRAM","metrics":[{"labels":{},"buckets":{"1":5,"+Inf":1},"count":1,"sum":1}]}]',
    INVALID,
  ),
  json("a reserved name", '{"up":1}', INVALID),
  json("a value past every float", '{"x":1e999}', INVALID),
  json(
    "51 metrics",
    JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`x${index}`, 1]))),
    OVER_LIMIT,
  ),
];

type Write = (writer: BinaryWriter) => BinaryWriter;

const message = (write: Write): Uint8Array => write(new BinaryWriter()).finish();
const delimited = (...messages: readonly Uint8Array[]): Uint8Array =>
  message((writer) => messages.reduce((all, one) => all.bytes(one), writer));

/** A metric with one label. `valueField` is the field of its value. */
const metric = (label: readonly [string, string] | undefined, valueField: number, value: Write): Uint8Array =>
  message((writer) => {
    if (label !== undefined) {
      writer
        .tag(1, WireType.LengthDelimited)
        .fork()
        .tag(1, WireType.LengthDelimited)
        .string(label[0])
        .tag(2, WireType.LengthDelimited)
        .string(label[1])
        .join();
    }
    return value(writer.tag(valueField, WireType.LengthDelimited).fork()).join();
  });

const GAUGE = 1;
const gaugeValue: Write = (writer) => writer.tag(1, WireType.Bit64).double(1);

const protoFamily = (
  name: string | Uint8Array,
  type: number,
  metrics: readonly Uint8Array[],
  help?: Uint8Array,
): Uint8Array =>
  message((writer) => {
    writer.tag(1, WireType.LengthDelimited).bytes(typeof name === "string" ? Buffer.from(name) : name);
    if (help !== undefined) {
      writer.tag(2, WireType.LengthDelimited).bytes(help);
    }
    writer.tag(3, WireType.Varint).int32(type);
    for (const one of metrics) {
      writer.tag(4, WireType.LengthDelimited).bytes(one);
    }
    return writer;
  });

const gauge = (name: string, label?: readonly [string, string]): Uint8Array =>
  protoFamily(name, GAUGE, [metric(label, 2, gaugeValue)]);

const proto = (name: string, payload: Uint8Array, refused: Refused): HostileCase => [
  name,
  body(payload, `Content-Type: ${DELIMITED_PROTOBUF}`),
  ...refused,
];

const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(" ", ""), "hex");

const PROTOBUF: readonly HostileCase[] = [
  proto("text", Buffer.from("x 1\n"), UNREADABLE),
  proto("a length past the end", hex("7f 0a 01 78"), UNREADABLE),
  proto("a length that takes all memory", hex("ffffffff7f 0a"), UNREADABLE),
  proto("a length past 2^63", hex("ffffffffffffffffff01 0a"), UNREADABLE),
  proto("a length of eleven bytes", hex("ffffffffffffffffffffff01"), UNREADABLE),
  proto("half a length", hex("ff"), UNREADABLE),
  proto("a message cut short", delimited(gauge("x")).subarray(0, -3), UNREADABLE),
  proto("no length in front", gauge("x"), UNREADABLE),
  proto("field 0", delimited(hex("00 01")), UNREADABLE),
  proto("wire type 6", delimited(hex("0e 01")), UNREADABLE),
  proto("wire type 7", delimited(hex("0f 01")), UNREADABLE),
  proto("a group that never ends", delimited(hex("0b")), UNREADABLE),
  proto("the end of a group that never began", delimited(hex("0c")), UNREADABLE),
  proto("10,000 groups in each other", delimited(Buffer.alloc(10_000, 0x7b)), UNREADABLE),
  proto("a name as a number", delimited(hex("08 01")), UNREADABLE),
  proto("a field's length past its message", delimited(hex("0a 7f 78")), UNREADABLE),
  proto("something behind a family", Buffer.concat([delimited(gauge("x")), hex("05")]), UNREADABLE),
  proto("an empty name, which hides others' series", delimited(gauge("")), INVALID),
  proto("a name with a dot", delimited(gauge("a.b")), INVALID),
  proto("a name with a line break", delimited(gauge("x 1\ny")), INVALID),
  proto("a label with a dot", delimited(gauge("x", ["a.b", "1"])), INVALID),
  proto("an empty label name", delimited(gauge("x", ["", "1"])), INVALID),
  proto("a label of Prometheus' own", delimited(gauge("x", ["__name__", "up"])), INVALID),
  proto("a reserved name", delimited(gauge("up")), INVALID),
  proto("type 9", delimited(protoFamily("x", 9, [metric(undefined, 2, gaugeValue)])), INVALID),
  proto("type -1", delimited(protoFamily("x", -1, [metric(undefined, 2, gaugeValue)])), INVALID),
  proto(
    "a gauge that says it is a counter",
    delimited(protoFamily("x", 0, [metric(undefined, 2, gaugeValue)])),
    INVALID,
  ),
  proto(
    "a gauge that says it is a gauge histogram",
    delimited(protoFamily("x", 5, [metric(undefined, 2, gaugeValue)])),
    INVALID,
  ),
  proto("a metric without a value", delimited(protoFamily("x", GAUGE, [new Uint8Array(0)])), INVALID),
  proto("a family twice", delimited(gauge("x"), gauge("x", ["a", "b"])), INVALID),
  proto(
    "a series twice",
    delimited(protoFamily("x", GAUGE, [metric(undefined, 2, gaugeValue), metric(undefined, 2, gaugeValue)])),
    INVALID,
  ),
  proto(
    "a name that is not UTF-8",
    delimited(protoFamily(hex("ff"), GAUGE, [metric(undefined, 2, gaugeValue)])),
    UNREADABLE,
  ),
  proto(
    "HELP that is not UTF-8, which would end every scrape",
    delimited(protoFamily("x", GAUGE, [metric(undefined, 2, gaugeValue)], hex("ff"))),
    UNREADABLE,
  ),
  proto(
    "a timestamp",
    delimited(protoFamily("x", GAUGE, [Buffer.concat([metric(undefined, 2, gaugeValue), hex("30 01")])])),
    INVALID,
  ),
  proto(
    "a native histogram whose spans lie",
    delimited(
      protoFamily("x", 4, [
        metric(undefined, 7, (writer) =>
          writer
            .tag(1, WireType.Varint)
            .uint64(1)
            .tag(5, WireType.Varint)
            .sint32(3)
            .tag(12, WireType.LengthDelimited)
            .bytes(hex("08 00 10 ff01")),
        ),
      ]),
    ),
    INVALID,
  ),
];

const OPENMETRICS = (
  [
    ["no # EOF", "x 1\n", UNREADABLE],
    ["text after # EOF", "x 1\n# EOF\ny 1\n", UNREADABLE],
    ["an unclosed exemplar", 'x_bucket{le="1"} 1 # {a="b\n# EOF\n', UNREADABLE],
    ["bytes that are not UTF-8", "# HELP x \xff\nx 1\n# EOF\n", UNREADABLE],
    ["a timestamp", "# TYPE x gauge\nx 1 1700000000\n# EOF\n", INVALID],
    ["a counter without _total", "# TYPE x counter\nx 1\n# EOF\n", INVALID],
    ["a reserved name", "# TYPE up gauge\nup 1\n# EOF\n", INVALID],
  ] as const
).map(
  ([name, payload, refused]): HostileCase => [
    name,
    body(payload, "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8"),
    ...refused,
  ],
);

describe("hostile bodies", () => {
  const target = withTarget();

  it.each(TEXT)("text: %s", (_name, attack, status, code) => expectRefused(target(), attack, status, code));
  it.each(COMPRESSED)("compressed: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(JSON_BODIES)("JSON: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(PROTOBUF)("protobuf: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
  it.each(OPENMETRICS)("OpenMetrics: %s", (_name, attack, status, code) =>
    expectRefused(target(), attack, status, code),
  );
});
