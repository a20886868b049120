import { WireCursor } from "../../../lambda/page/wire-cursor.ts";

/** A family of a page in delimited protobuf: each metric as bytes. */
export interface WireFamily {
  readonly name: string;
  readonly type: number;
  readonly help: string;
  readonly metrics: readonly string[];
}

export const readWireFamilies = (page: Uint8Array): readonly WireFamily[] => {
  const cursor = new WireCursor();
  cursor.open(page, 0, page.length);
  const families: WireFamily[] = [];
  while (cursor.at < page.length) {
    const end = cursor.delimited();
    let name = "";
    let help = "";
    let type = 0;
    const metrics: string[] = [];
    while (cursor.at < end) {
      const tag = cursor.varint();
      if (tag === 0x18) {
        type = cursor.varint();
        continue;
      }
      const fieldEnd = cursor.delimited();
      const bytes = Buffer.from(page.subarray(cursor.at, fieldEnd));
      cursor.at = fieldEnd;
      if (tag === 0x0a) {
        name = bytes.toString();
      } else if (tag === 0x12) {
        help = bytes.toString();
      } else {
        metrics.push(bytes.toString("hex"));
      }
    }
    families.push({ name, type, help, metrics });
  }
  return families;
};

/** A family of a page in the text format, line by line. */
export interface TextFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string | undefined;
  readonly lines: readonly string[];
}

export const readTextFamilies = (page: string): readonly TextFamily[] => {
  const families: { name: string; type: string; help: string | undefined; lines: string[] }[] = [];
  let help: string | undefined;
  for (const line of page.split("\n")) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) ?(.*)$/s.exec(line) ?? [];
    if (kind === "HELP") {
      help = rest;
    } else if (kind === "TYPE") {
      families.push({ name, type: rest, help, lines: [] });
      help = undefined;
    } else if (line !== "") {
      families.at(-1)!.lines.push(line);
    }
  }
  return families;
};

/**
 * The intended differences of the two pages: each side's own metrics, and push_time_seconds, which at the Pushgateway
 * is the time of the relay.
 */
export const isShared = ({ name }: { readonly name: string }): boolean =>
  !/^(go_|process_|promhttp_|pushgateway_(?!proxy_push)|push_time_seconds$)/.test(name);
