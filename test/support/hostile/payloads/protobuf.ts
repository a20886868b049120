import { bytes, double, family, label, message, metric, text, varint } from "../../protobuf-fields.ts";
import { CJK, fill, type HostilePayload, pad } from "./parts.ts";

type Create = HostilePayload["create"];
type Piece = (index: number, seed: string) => Uint8Array;

/** The same part each time, created once. */
const same =
  (piece: Uint8Array): Piece =>
  () =>
    piece;

/** As many families as fit. */
const families =
  (piece: Piece): Create =>
  (size, seed) =>
    fill(size, (index) => piece(index, seed));

/** The other fields of one message. */
const AROUND_BYTES = 64;

/** One family with as many metrics as fit. */
const metrics =
  (type: number, piece: Piece): Create =>
  (size, seed) =>
    family(
      "m",
      type,
      fill(size - AROUND_BYTES, (index) => piece(index, seed)),
    );

/** One metric with as many parts as fit into the field, if there is one. */
const parts =
  (type: number, field: number | undefined, piece: Piece): Create =>
  (size, seed) => {
    const content = fill(size - AROUND_BYTES, (index) => piece(index, seed));
    return family("m", type, metric(field === undefined ? content : bytes(field, content)));
  };

const labels = (count: number, piece: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => piece(index)));

const GAUGE = message(2, double(1, 1));
const gauge = (...rest: readonly Buffer[]): Buffer => metric(...rest, GAUGE);

const PROTOBUF: Readonly<Record<string, Create>> = {
  "empty families": families(same(Buffer.of(0))),
  "tiny families": families((i, seed) => family(`${seed}${i}`, 1, gauge())),
  "empty metrics": metrics(1, same(metric())),
  "one gauge, again and again": metrics(1, same(gauge())),
  "a gauge of each label value": metrics(1, (i, seed) => gauge(label("a", `${seed}${i}`))),
  "gauges in falling order": metrics(1, (i, seed) => gauge(label("a", `${seed}${1e7 - i}`))),
  "the longest names": families((i, seed) => family(pad(seed, i, 200, "n"), 1, gauge())),
  "one endless name": (size, seed) => family(pad(seed, 0, size - AROUND_BYTES, "n"), 1, gauge()),
  "one endless HELP, CJK": (size) =>
    family("m", 1, text(2, CJK.repeat(Math.floor(size / 3) - AROUND_BYTES)), gauge()),
  "one endless label value": (size, seed) =>
    family("m", 1, gauge(label("a", pad(seed, 0, size - 2 * AROUND_BYTES)))),
  "an unknown field beside a small family": (size, seed) =>
    family(`${seed}_m`, 1, gauge(), bytes(99, Buffer.alloc(size - 2 * AROUND_BYTES))),
  "a repeated label": parts(1, undefined, same(label("b", "1"))),
  "different labels on one series": parts(1, undefined, (i, seed) => label(`${seed}${i}`, "1")),
  "empty labels on one series": parts(1, undefined, same(message(1))),
  "a label name for each series": metrics(1, (i, seed) => gauge(label(`${seed}${i}`, "1"))),
  "a label shape for each series, 100 labels each": metrics(1, (i, seed) =>
    gauge(labels(100, (one) => label(`${seed}${i}_${one}`, "1"))),
  ),
  "empty labels in changing places": metrics(1, (i, seed) =>
    gauge(labels(32, (one) => label(`${seed}${one}`, (((i * 31) >> (one % 16)) & 1) === 1 ? "" : "1"))),
  ),
  "the longest label values": metrics(1, (i, seed) =>
    gauge(labels(12, (one) => label(`l${one}`, pad(seed, i * 100 + one, 1_024)))),
  ),
  "the longest label values, CJK": metrics(1, (i, seed) =>
    gauge(labels(64, (one) => label(`l${one}`, pad(seed, i * 100 + one, 1_024, CJK)))),
  ),
  "many short labels": metrics(1, (i, seed) =>
    gauge(labels(40, (one) => label(`l${one}`, `${seed}${i * 41 + one}`))),
  ),
  "one histogram of many buckets": parts(4, 7, (i) => message(3, varint(1, 1), double(2, -i))),
  "one histogram of buckets that are all NaN": parts(4, 7, same(message(3, double(2, Number.NaN)))),
  "empty buckets": parts(4, 7, same(message(3))),
  "histograms of long labels and many buckets": metrics(4, (i, seed) =>
    metric(
      labels(8, (one) => label(`l${one}`, pad(seed, i * 10 + one, 1_000))),
      message(
        7,
        varint(1, 1),
        ...Array.from({ length: 500 }, (_, bucket) => message(3, varint(1, 1), double(2, bucket))),
      ),
    ),
  ),
  "one summary of many quantiles": parts(2, 4, (i) => message(3, double(1, 1 / (i + 1)), double(2, 1))),
  "a gauge that is set again and again": parts(1, undefined, same(GAUGE)),
  timestamps: metrics(1, same(gauge(varint(6, -1)))),
  "values of another type": metrics(1, same(metric(message(3, double(1, 1))))),
  "strings that are not UTF-8": metrics(1, same(gauge(message(1, text(1, "a"), bytes(2, Buffer.of(0xff)))))),
  "labels whose names are reserved": metrics(1, same(gauge(labels(60, (one) => label(`__${one}`, ""))))),
};

export const PROTOBUF_PAYLOADS: readonly HostilePayload[] = Object.entries(PROTOBUF).map(
  ([name, create]) => ({ name, format: "protobuf", create }),
);
