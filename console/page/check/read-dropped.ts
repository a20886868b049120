/** A file that somebody chose or dropped. */
export interface DroppedFile {
  readonly name: string;
  /** Decompressed. */
  readonly bytes: Uint8Array;
  /** Undefined: it is not text. */
  readonly text: string | undefined;
}

/** Reads a file, decompressing gzip; what else it may be compressed with, the decoder says. */
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
    // A textarea makes line feeds of all line ends; so do the places of issues.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
};
