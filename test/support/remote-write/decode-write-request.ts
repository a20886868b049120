import { uncompress } from "snappyjs";

/** One series of a request, as a receiver reads it. */
export interface ReceivedSeries {
  /** Name, value, name, value … in the order of the request. */
  readonly labels: readonly string[];
  readonly samples: readonly ReceivedSample[];
}

export interface ReceivedSample {
  readonly value: number;
  readonly isStale: boolean;
  readonly timestampMs: number;
}

const STALE_NAN = 0x7ff0000000000002n;

/**
 * Reads a request of remote write 1.0 by the specification's message. Throws if it breaks a rule for senders: labels
 * sorted bytewise, none twice, none empty, with a name.
 */
export const decodeWriteRequest = (body: Uint8Array): readonly ReceivedSeries[] => {
  const bytes = Buffer.from(uncompress(body));
  const series: ReceivedSeries[] = [];
  forEachField(bytes, 0, bytes.length, (field, start, end) => {
    if (field === 1) {
      series.push(readSeries(bytes, start, end));
    }
  });
  return series;
};

export const toText = ({ labels }: Pick<ReceivedSeries, "labels">): string => labels.join("\u0000");

const readSeries = (bytes: Buffer, start: number, end: number): ReceivedSeries => {
  const labels: string[] = [];
  const samples: ReceivedSample[] = [];
  forEachField(bytes, start, end, (field, from, to) => {
    if (field === 1) {
      let name = "";
      let value = "";
      forEachField(bytes, from, to, (part, partFrom, partTo) => {
        const text = bytes.toString("utf8", partFrom, partTo);
        if (part === 1) {
          name = text;
        } else {
          value = text;
        }
      });
      labels.push(name, value);
    } else if (field === 2) {
      samples.push(readSample(bytes, from, to));
    }
  });
  checkLabels(labels);
  return { labels, samples };
};

const checkLabels = (labels: readonly string[]): void => {
  for (let i = 0; i < labels.length; i += 2) {
    const [name, value, before] = [labels[i]!, labels[i + 1]!, labels[i - 2]];
    if (name === "" || value === "") {
      throw new Error(`an empty label in ${labels}`);
    }
    if (before !== undefined && Buffer.compare(Buffer.from(before), Buffer.from(name)) >= 0) {
      throw new Error(`labels are not sorted, or twice, in ${labels}`);
    }
  }
  if (!labels.some((name, index) => index % 2 === 0 && name === "__name__")) {
    throw new Error(`no name in ${labels}`);
  }
};

const readSample = (bytes: Buffer, start: number, end: number): ReceivedSample => {
  let bits = 0n;
  let value = 0;
  let timestampMs = 0;
  let at = start;
  while (at < end) {
    const tag = bytes[at]!;
    if (tag === 0x09) {
      bits = bytes.readBigUInt64LE(at + 1);
      value = bytes.readDoubleLE(at + 1);
      at += 9;
    } else if (tag === 0x10) {
      const read = readVarint(bytes, at + 1);
      timestampMs = read.value;
      at = read.end;
    } else {
      throw new Error(`an unknown tag ${tag} in a sample`);
    }
  }
  return { value, isStale: bits === STALE_NAN, timestampMs };
};

const forEachField = (
  bytes: Buffer,
  start: number,
  end: number,
  visit: (field: number, start: number, end: number) => void,
): void => {
  let at = start;
  while (at < end) {
    const tag = readVarint(bytes, at);
    if ((tag.value & 7) !== 2) {
      throw new Error(`a field of wire type ${tag.value & 7}`);
    }
    const length = readVarint(bytes, tag.end);
    visit(tag.value >>> 3, length.end, length.end + length.value);
    at = length.end + length.value;
  }
  if (at !== end) {
    throw new Error("a field is longer than its message");
  }
};

const readVarint = (bytes: Buffer, start: number): { readonly value: number; readonly end: number } => {
  let value = 0;
  let factor = 1;
  for (let at = start; ; at++) {
    const byte = bytes[at]!;
    value += (byte & 0x7f) * factor;
    factor *= 0x80;
    if (byte < 0x80) {
      return { value, end: at + 1 };
    }
  }
};
