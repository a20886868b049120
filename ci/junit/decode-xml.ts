/** The decoder of an XML file by its byte order mark or its declaration; of UTF-8 if neither names a known encoding. */
const createDecoder = (start: Uint8Array): InstanceType<typeof TextDecoder> => {
  if (start[0] === 0xff && start[1] === 0xfe) {
    return new TextDecoder("utf-16le");
  }
  if (start[0] === 0xfe && start[1] === 0xff) {
    return new TextDecoder("utf-16be");
  }
  const head = Buffer.from(start.subarray(0, 200)).toString("latin1");
  const [, name = ""] = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w-]+)["']/.exec(head) ?? [];
  try {
    const declared = new TextDecoder(name);
    // A file that begins with ASCII is not in UTF-16, even if it declares UTF-16.
    return declared.encoding.startsWith("utf-16") ? new TextDecoder() : declared;
  } catch {
    return new TextDecoder();
  }
};

/** The text of an XML file, in chunks, without a byte order mark. Invalid bytes become U+FFFD. */
export function* decodeXml(chunks: Iterable<Uint8Array>): Iterable<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for (const chunk of chunks) {
    decoder ??= createDecoder(chunk);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? "";
}
