import { BinaryReader, type WireType } from "@bufbuild/protobuf/wire";
import {
  type Count,
  FAMILY_TYPES,
  type StoredFamily,
  type StoredHistogram,
  type StoredLabel,
  type StoredMetric,
  type StoredSummary,
} from "./stored-family.ts";

/**
 * Reads delimited protobuf, `io.prometheus.client.MetricFamily` after its length each (prometheus/client_model,
 * metrics.proto). Throws on what is no such stream. Of families with one name the last is kept, as the Pushgateway does.
 */
export const decodeFamilies = (bytes: Uint8Array): ReadonlyMap<string, StoredFamily> => {
  const reader = new BinaryReader(bytes);
  const families = new Map<string, StoredFamily>();
  while (reader.pos < reader.len) {
    const family = readFamily(reader.bytes());
    families.set(family.name, family);
  }
  return families;
};

type ReadField = (field: number, reader: BinaryReader) => boolean;

/** Calls `read` for every field of a message; a field that it does not know is skipped. */
const readMessage = (bytes: Uint8Array, read: ReadField): void => {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType]: [number, WireType] = reader.tag();
    if (!read(field, reader)) {
      reader.skip(wireType, field);
    }
  }
};

const readFamily = (bytes: Uint8Array): StoredFamily => {
  let name = "";
  let help: string | undefined;
  let typeNumber = 0;
  const metrics: StoredMetric[] = [];
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      name = reader.string();
    } else if (field === 2) {
      help = reader.string();
    } else if (field === 3) {
      typeNumber = reader.int32();
    } else if (field === 4) {
      metrics.push(readMetric(reader.bytes()));
    } else {
      return false;
    }
    return true;
  });
  const type = FAMILY_TYPES[typeNumber];
  if (type === undefined) {
    throw new TypeError(`unknown metric type ${typeNumber}`);
  }
  return { name, help, type, metrics };
};

const GAUGE = 2;
const COUNTER = 3;
const SUMMARY = 4;
const UNTYPED = 5;
const HISTOGRAM = 7;

const readMetric = (bytes: Uint8Array): StoredMetric => {
  const labels: StoredLabel[] = [];
  let value = 0;
  let summary: StoredSummary | undefined;
  let histogram: StoredHistogram | undefined;
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      labels.push(readLabel(reader.bytes()));
    } else if (field === GAUGE || field === COUNTER || field === UNTYPED) {
      value = readValue(reader.bytes());
    } else if (field === SUMMARY) {
      summary = readSummary(reader.bytes());
    } else if (field === HISTOGRAM) {
      histogram = readHistogram(reader.bytes());
    } else {
      return false;
    }
    return true;
  });
  return { labels, value, summary, histogram };
};

const readLabel = (bytes: Uint8Array): StoredLabel => {
  let name = "";
  let value = "";
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      name = reader.string();
    } else if (field === 2) {
      value = reader.string();
    } else {
      return false;
    }
    return true;
  });
  return { name, value };
};

const readValue = (bytes: Uint8Array): number => {
  let value = 0;
  readMessage(bytes, (field, reader) => {
    if (field !== 1) {
      return false;
    }
    value = reader.double();
    return true;
  });
  return value;
};

const readSummary = (bytes: Uint8Array): StoredSummary => {
  let count = 0n;
  let sum = 0;
  const quantiles: { quantile: number; value: number }[] = [];
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      count = BigInt(reader.uint64());
    } else if (field === 2) {
      sum = reader.double();
    } else if (field === 3) {
      quantiles.push(readQuantile(reader.bytes()));
    } else {
      return false;
    }
    return true;
  });
  return { count, sum, quantiles };
};

const readQuantile = (bytes: Uint8Array): { quantile: number; value: number } => {
  const read = { quantile: 0, value: 0 };
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      read.quantile = reader.double();
    } else if (field === 2) {
      read.value = reader.double();
    } else {
      return false;
    }
    return true;
  });
  return read;
};

const readHistogram = (bytes: Uint8Array): StoredHistogram => {
  const count = { whole: 0n, fractional: 0 };
  let sum = 0;
  const buckets: { upperBound: number; count: Count }[] = [];
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      count.whole = BigInt(reader.uint64());
    } else if (field === 2) {
      sum = reader.double();
    } else if (field === 3) {
      buckets.push(readBucket(reader.bytes()));
    } else if (field === 4) {
      count.fractional = reader.double();
    } else {
      return false;
    }
    return true;
  });
  return { count, sum, buckets };
};

const readBucket = (bytes: Uint8Array): { upperBound: number; count: Count } => {
  const count = { whole: 0n, fractional: 0 };
  let upperBound = 0;
  readMessage(bytes, (field, reader) => {
    if (field === 1) {
      count.whole = BigInt(reader.uint64());
    } else if (field === 2) {
      upperBound = reader.double();
    } else if (field === 4) {
      count.fractional = reader.double();
    } else {
      return false;
    }
    return true;
  });
  return { upperBound, count };
};
