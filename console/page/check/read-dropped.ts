/** A file that the user chose or dropped. */
export interface DroppedFile {
  readonly name: string;
  /** Decompressed. */
  readonly bytes: Uint8Array;
  /** Undefined: it is not text. */
  readonly text: string | undefined;
}

/** Reads a file and decompresses gzip. The decoder reports other compressions. */
export const readDropped = async (file: File): Promise<DroppedFile> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const inflated = bytes[0] === 0x1f && bytes[1] === 0x8b ? await inflate(file) : undefined;
  const content = inflated ?? bytes;
  return { name: file.name, bytes: content, text: toText(content) };
};

/** Undefined if it is not a complete gzip stream. */
const inflate = async (file: File): Promise<Uint8Array | undefined> => {
  try {
    const inflated = await new Response(
      file.stream().pipeThrough(new DecompressionStream("gzip")),
    ).arrayBuffer();
    return new Uint8Array(inflated);
  } catch {
    return undefined;
  }
};

const toText = (bytes: Uint8Array): string | undefined => {
  if (bytes.includes(0)) {
    return undefined;
  }
  try {
    // A textarea turns all line ends into line feeds, and so must the places of issues.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
};
