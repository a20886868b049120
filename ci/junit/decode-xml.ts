/** The encoding of an XML file by its byte order mark or its declaration; UTF-8 if neither names a known one. */
const findEncoding = (start: Uint8Array): string => {
  if (start[0] === 0xff && start[1] === 0xfe) {
    return "utf-16le";
  }
  if (start[0] === 0xfe && start[1] === 0xff) {
    return "utf-16be";
  }
  const head = Buffer.from(start.subarray(0, 200)).toString("latin1");
  const [, name = ""] = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w-]+)["']/.exec(head) ?? [];
  // A file that begins with ASCII is not in UTF-16, even if it declares UTF-16.
  return KNOWN.has(name.toLowerCase()) ? name : "utf-8";
};

const KNOWN: ReadonlySet<string> = new Set(["iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii"]);

/** The text of an XML file, in chunks, without a byte order mark. Invalid bytes become U+FFFD. */
export function* decodeXml(chunks: Iterable<Uint8Array>): Iterable<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for (const chunk of chunks) {
    decoder ??= new TextDecoder(findEncoding(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? "";
}
