import type { Explained } from "./explanation.ts";

export const DESTINATIONS: Explained = {
  "lambda/destinations/pushgateway/send-with-retries.ts": [
    {
      why: "a switch without a case for it gives undefined, which is no reason to try again either",
      mutants: {
        'case "timed-out":': ['case "timed-out": return false; → case "timed-out":', '"timed-out" → ""'],
      },
    },
  ],
  "lambda/destinations/remote-write/batches.ts": [
    {
      why: "whether a request ends at its limit or one byte below it is the same to a receiver: the sizes are estimates",
      mutants: {
        "(this.#series.length >= MAX_REQUEST_SERIES || this.#bytes + bytes > this.maxBytes);": [
          "this.#bytes + bytes > this.maxBytes → this.#bytes + bytes >= this.maxBytes",
        ],
      },
    },
  ],
  "lambda/destinations/remote-write/classify-answer.ts": [
    {
      why: "an answer of another kind has no status: the kind is asked for only because of types",
      mutants: {
        'answer.kind === "answered" && answer.status === 500;': ['answer.kind === "answered" → true'],
      },
    },
  ],
  "lambda/destinations/remote-write/group-series.ts": [
    {
      why: "without series that are gone the loop below gives none either; the check only saves time",
      mutants: { "if (gone.length === 0) {": ["gone.length === 0 → false", "{…} → {}"] },
    },
  ],
  "lambda/destinations/remote-write/metadata.ts": [
    {
      why: "the map keeps one entry of each name anyway: the comparison only saves time",
      mutants: {
        'if (family !== this.#last && point.kind !== "stale") {': ["family !== this.#last → true"],
      },
    },
    {
      why: "whether a request ends at its limit or one byte below it is the same to a receiver: the sizes are estimates",
      mutants: {
        "if (batch.length > 0 && (batch.length >= MAX_REQUEST_SERIES || bytes + more > MAX_REQUEST_BYTES)) {":
          ["bytes + more > MAX_REQUEST_BYTES → bytes + more >= MAX_REQUEST_BYTES"],
      },
    },
  ],
  "lambda/destinations/remote-write/run.ts": [
    {
      why: "after exactly this time a run in one part and a run in two send the same, in another order",
      mutants: {
        "const parts = startMs - item.fromMs > times.lookbackMs ? divide(ports.random()) : [ALL];": [
          "startMs - item.fromMs > times.lookbackMs → startMs - item.fromMs >= times.lookbackMs",
        ],
      },
    },
  ],
  "lambda/destinations/remote-write/sender.ts": [
    {
      why: "what is undefined is as false",
      mutants: {
        "readonly #stored = { native: false, value: false };": ["{ native: false, value: false } → {}"],
      },
    },
    {
      why: "whether a request of exactly the limit is halved is the same to a receiver",
      mutants: {
        "if (body.length > this.#batches.maxBytes && batch.length > 1) {": [
          "body.length > this.#batches.maxBytes → body.length >= this.#batches.maxBytes",
        ],
      },
    },
  ],
  "lambda/destinations/remote-write/series-exposer.ts": [
    {
      why: "what is not an exemplar with a time is left out",
      mutants: {
        "const nativeExemplarsOf = ({ exemplars = [], buckets }: Histogram): readonly (Exemplar | undefined)[] =>":
          ['[] → ["Stryker was here"]'],
      },
    },
    {
      why: "a layout that is not remembered is made again, with the same content",
      mutants: {
        "this.#layouts.set(names, known);": ["this.#layouts.set(names, known); → ;"],
        "known.set(extra, layout);": ["known.set(extra, layout); → ;"],
      },
    },
    {
      why: "no label name is there twice",
      mutants: { "const sorted = [...sources].sort(([a], [b]) => (a < b ? -1 : 1));": ["a < b → a <= b"] },
    },
    {
      why: "the encoder takes a property that is undefined for one that is missing",
      mutants: {
        "created === undefined ? series : { ...series, created };": ["created === undefined → false"],
      },
    },
  ],
  "lambda/destinations/remote-write/series.ts": [
    {
      why: "only a stale point has `of`",
      mutants: {
        'point.kind === "native" || (point.kind === "stale" && point.of === "native");': [
          'point.kind === "stale" → true',
        ],
      },
    },
    {
      why: "only `native` is asked for: everything else ends a value",
      mutants: {
        'point: { kind: "stale", of: point.kind === "native" ? "native" : "value" },': ['"value" → ""'],
      },
    },
  ],
  "lambda/destinations/remote-write/slots.ts": [
    {
      why: "two more ticks only name slots again that the others name",
      mutants: {
        "const first = Math.max(Math.floor(fromMs / everyMs) + 1, last - slots + 1);": [
          "last - slots + 1 → last - slots - 1",
        ],
      },
    },
    {
      why: "the other part has every group that this one does not have, also one that is exactly between them",
      mutants: {
        "return (place + random) % 1 < FIRST_SHARE;": [
          "(place + random) % 1 < FIRST_SHARE → (place + random) % 1 <= FIRST_SHARE",
        ],
      },
    },
  ],
  "lambda/destinations/remote-write/write-request.ts": [
    {
      why: "the next request restarts the writer, too; after a request it only gives memory back",
      mutants: { "writer.restart();": ["writer.restart(); → ;"] },
    },
    {
      why: "every name but `client` means remote write",
      mutants: { 'writeNativeBuckets(writer, native, "remote-write");': ['"remote-write" → ""'] },
    },
  ],
};
