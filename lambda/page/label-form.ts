import { LABEL_NAME, LABEL_VALUE, METRIC_LABEL, varintSize, writeVarint } from "./wire-tags.ts";

/** The notation of labels on a page. */
export interface LabelForm {
  /** {@link write} needs at most this many bytes for a name and a value of these sizes. */
  maxBytes(nameBytes: number, valueBytes: number): number;
  /** Writes one label at `at` of `into`; `start` is where the first label begins. Returns the place after it. */
  write(into: Uint8Array, start: number, at: number, label: LabelRange): number;
}

/** The name and the value of a label, each as a range of bytes. */
export interface LabelRange {
  nameBytes: Uint8Array;
  nameStart: number;
  nameEnd: number;
  valueBytes: Uint8Array;
  valueStart: number;
  valueEnd: number;
}

const copy = (into: Uint8Array, at: number, from: Uint8Array, start: number, end: number): number => {
  let next = at;
  for (let i = start; i < end; i++) {
    into[next++] = from[i]!;
  }
  return next;
};

/** Each label is a complete field `label` of a metric. */
export const WIRE_LABELS: LabelForm = {
  maxBytes: (nameBytes, valueBytes) => nameBytes + valueBytes + 24,
  write: (into, _start, at, { nameBytes, nameStart, nameEnd, valueBytes, valueStart, valueEnd }) => {
    const nameSize = nameEnd - nameStart;
    const valueSize = valueEnd - valueStart;
    let next = at;
    into[next++] = METRIC_LABEL;
    next = writeVarint(into, next, 2 + varintSize(nameSize) + nameSize + varintSize(valueSize) + valueSize);
    into[next++] = LABEL_NAME;
    next = copy(into, writeVarint(into, next, nameSize), nameBytes, nameStart, nameEnd);
    into[next++] = LABEL_VALUE;
    return copy(into, writeVarint(into, next, valueSize), valueBytes, valueStart, valueEnd);
  },
};

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** `{name="value",name="value"`, without the closing brace, because `le` or `quantile` can follow. */
export const TEXT_LABELS: LabelForm = {
  maxBytes: (nameBytes, valueBytes) => nameBytes + 2 * valueBytes + 8,
  write: (into, start, at, { nameBytes, nameStart, nameEnd, valueBytes, valueStart, valueEnd }) => {
    let next = at;
    into[next++] = at === start ? 0x7b : 0x2c;
    next = copy(into, next, nameBytes, nameStart, nameEnd);
    into[next++] = 0x3d;
    into[next++] = QUOTE;
    for (let i = valueStart; i < valueEnd; i++) {
      const byte = valueBytes[i]!;
      if (byte === BACKSLASH || byte === QUOTE || byte === NEWLINE) {
        into[next++] = BACKSLASH;
        into[next++] = byte === NEWLINE ? 0x6e : byte;
      } else {
        into[next++] = byte;
      }
    }
    into[next++] = QUOTE;
    return next;
  },
};
