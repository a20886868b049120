import { compress } from "snappyjs";
import { MAX_REQUEST_BYTES, MAX_REQUEST_SERIES } from "./batches.ts";
import type { RemoteWriteReceiver } from "./receiver.ts";
import type { FamilyFacts, Series } from "./series.ts";
import { encodeMetadata } from "./write-request.ts";

/** Collects the metadata of metric families, which receivers of 1.0 get apart from the samples: one entry per name. */
export class FamilyMetadata {
  readonly #families = new Map<string, FamilyFacts>();
  #last: FamilyFacts | undefined;

  /** The series of a family follow each other. */
  add(series: Iterable<Series>): void {
    for (const { family, point } of series) {
      if (family !== this.#last && point.kind !== "stale") {
        this.#last = family;
        this.#families.set(family.name, family);
      }
    }
  }

  /** Sends each request once and ignores the answers, because every run sends all metadata again. */
  async send(receiver: RemoteWriteReceiver, timeoutMs: number, isOver: () => boolean): Promise<void> {
    for (const families of this.#batches()) {
      if (isOver()) {
        return;
      }
      const body = compress(encodeMetadata(families));
      await receiver.send({ body, protocol: "1.0", attempt: 0, timeoutMs });
    }
  }

  *#batches(): Iterable<readonly FamilyFacts[]> {
    let batch: FamilyFacts[] = [];
    let bytes = 0;
    for (const family of this.#families.values()) {
      const more = MAX_UTF8_BYTES_PER_UNIT * (family.name.length + family.help.length) + FRAME_BYTES;
      if (batch.length > 0 && (batch.length >= MAX_REQUEST_SERIES || bytes + more > MAX_REQUEST_BYTES)) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(family);
      bytes += more;
    }
    if (batch.length > 0) {
      yield batch;
    }
  }
}

const MAX_UTF8_BYTES_PER_UNIT = 3;
const FRAME_BYTES = 16;
