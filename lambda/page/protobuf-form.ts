import { WIRE_LABELS } from "./label-form.ts";
import type { PageBytes } from "./page-bytes.ts";
import type { PageFamily, PageMetric } from "./page-family.ts";
import type { PageForm } from "./render-page.ts";
import {
  FAMILY_HELP,
  FAMILY_METRIC,
  FAMILY_NAME,
  FAMILY_TYPE,
  varintSize,
  writeVarint,
} from "./wire-tags.ts";

/**
 * Delimited `io.prometheus.client.MetricFamily`, one message for each family. Labels and stored values are copied
 * without decoding, so the page has every part of a metric.
 */
export const PROTOBUF_FORM: PageForm = {
  // The same as in client_golang's promhttp, which serves the Pushgateway's page.
  contentType:
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores",
  labels: WIRE_LABELS,
  begin: (family, page) => {
    writeHead(family, page);
    return (metric) => writeMetric(metric, page);
  },
};

/** More than a tag and a length need. */
const MAX_PREFIX_BYTES = 11;

const writeHead = ({ name, type, help, metrics }: PageFamily, page: PageBytes): void => {
  const nameBytes = Buffer.from(name, "latin1");
  let size = fieldSize(nameBytes.length) + 1 + varintSize(type);
  if (help.length > 0) {
    size += fieldSize(help.length);
  }
  for (const metric of metrics) {
    size += fieldSize(sizeOf(metric));
  }
  page.reserve(nameBytes.length + help.length + 4 * MAX_PREFIX_BYTES);
  page.at = writeVarint(page.bytes, page.at, size);
  writeField(FAMILY_NAME, nameBytes, page);
  if (help.length > 0) {
    writeField(FAMILY_HELP, help, page);
  }
  page.bytes[page.at++] = FAMILY_TYPE;
  page.at = writeVarint(page.bytes, page.at, type);
};

const fieldSize = (size: number): number => 1 + varintSize(size) + size;

const sizeOf = ({ labels, start, end }: PageMetric): number => labels.end - labels.start + end - start;

const writeField = (tag: number, bytes: Uint8Array, page: PageBytes): void => {
  page.bytes[page.at++] = tag;
  page.at = writeVarint(page.bytes, page.at, bytes.length);
  page.copy(bytes, 0, bytes.length);
};

const writeMetric = (metric: PageMetric, page: PageBytes): void => {
  const { labels, bytes, start, end } = metric;
  const size = sizeOf(metric);
  page.reserve(size + MAX_PREFIX_BYTES);
  page.bytes[page.at++] = FAMILY_METRIC;
  page.at = writeVarint(page.bytes, page.at, size);
  page.copy(labels.bytes, labels.start, labels.end);
  page.copy(bytes, start, end);
};
