/** Splits a stream into delimited protobuf messages as its bytes arrive, each with its length before it. */
export class MessageSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  /** So many bytes are needed before another message can end. Fewer are only kept, since joining them copies them. */
  #needed = 1;

  /** Whether all bytes so far were whole messages. */
  get isComplete(): boolean {
    return this.#length === 0;
  }

  /** The messages that end in this chunk. */
  push(chunk: Buffer): readonly Buffer[] {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) {
      return [];
    }
    const messages: Buffer[] = [];
    let bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    let end = endOfMessage(bytes);
    for (; end !== undefined && end <= bytes.length; end = endOfMessage(bytes)) {
      messages.push(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
    this.#needed = end ?? bytes.length + 1;
    return messages;
  }
}

/** Undefined while the length is incomplete. */
const endOfMessage = (bytes: Buffer): number | undefined => {
  let length = 0;
  for (let index = 0; index < Math.min(bytes.length, MAX_LENGTH_BYTES); index++) {
    length += (bytes[index]! & 0x7f) * 128 ** index;
    if (bytes[index]! < 0x80) {
      return index + 1 + length;
    }
  }
  return undefined;
};

/** 2^35: more than any page has. */
const MAX_LENGTH_BYTES = 5;
