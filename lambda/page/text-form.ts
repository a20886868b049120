import { writeAscii } from "./go-float.ts";
import { TEXT_LABELS } from "./label-form.ts";
import type { PageBytes } from "./page-bytes.ts";
import type { PageFamily } from "./page-family.ts";
import type { PageForm } from "./render-page.ts";
import { TextMetrics } from "./text-metrics.ts";
import { UnreadableContent } from "./wire-cursor.ts";

/**
 * The text format 0.0.4 as the Pushgateway writes it (prometheus/common, expfmt/text_create.go). It has no exemplars,
 * no created timestamps and no native buckets, so those are left out.
 */
export const TEXT_FORM: PageForm = {
  contentType: "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
  labels: TEXT_LABELS,
  begin: (family, page) => {
    writeHead(family, page);
    const metrics = new TextMetrics(family.name, page);
    return (metric) => metrics.write(metric);
  },
};

/** By number of `MetricType`. The text format has no gauge histogram. */
const TYPE_NAMES = ["counter", "gauge", "summary", "untyped", "histogram", "histogram"];

const writeHead = ({ name, type, help }: PageFamily, page: PageBytes): void => {
  const typeName = TYPE_NAMES[type];
  if (typeName === undefined) {
    throw new UnreadableContent("a family has an unknown type");
  }
  page.reserve(2 * (name.length + help.length) + 64);
  if (help.length > 0) {
    page.at = writeAscii(page.bytes, page.at, `# HELP ${name} `);
    writeHelp(help, page);
    page.bytes[page.at++] = NEWLINE;
  }
  page.at = writeAscii(page.bytes, page.at, `# TYPE ${name} ${typeName}\n`);
};

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const LETTER_N = 0x6e;

const writeHelp = (help: Uint8Array, page: PageBytes): void => {
  for (const byte of help) {
    if (byte === BACKSLASH || byte === NEWLINE) {
      page.bytes[page.at++] = BACKSLASH;
      page.bytes[page.at++] = byte === NEWLINE ? LETTER_N : byte;
    } else {
      page.bytes[page.at++] = byte;
    }
  }
};
