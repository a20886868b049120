const CHUNK_BYTES = 1024 * 1024;

/** Keeps many short sequences of bytes in few large buffers. */
export class ByteArena {
  /** The current buffer, and the next free place in it. */
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  at = 0;

  /** Makes room for this many bytes at {@link at}. Earlier bytes are not moved. */
  reserve(size: number): void {
    if (this.at + size > this.bytes.length) {
      this.bytes = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, size));
      this.at = 0;
    }
  }
}
