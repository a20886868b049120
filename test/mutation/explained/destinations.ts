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
  "lambda/destinations/remote-write/slots.ts": [
    {
      why: "two more ticks only name slots again that the others name",
      mutants: {
        "const first = Math.max(Math.floor(fromMs / everyMs) + 1, last - slots + 1);": [
          "last - slots + 1 → last - slots - 1",
        ],
      },
    },
  ],
};
