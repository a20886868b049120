/** Splits a stream into delimited protobuf messages as its bytes arrive, each with its length before it. */
export class MessageSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** Whether all bytes so far were whole messages. */
  get isComplete(): boolean {
    return this.#rest.length === 0;
  }

  /** The messages that end in this chunk. */
  push(chunk: Buffer): readonly Buffer[] {
    const messages: Buffer[] = [];
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let end = endOfMessage(bytes); end !== undefined && end <= bytes.length; end = endOfMessage(bytes)) {
      messages.push(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
    this.#rest = bytes;
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
