/** How far an answer has been read. */
export type AnswerState = "incomplete" | "complete" | "malformed";

/**
 * The answer to one request (RFC 9112). Only its status is used, so it is complete at the end of its head. Its body is
 * read and discarded only if the connection can be used again after it, which needs a known length.
 */
export class HttpAnswer {
  /** 0 until the head of the final answer has been read. */
  status = 0;
  /** Once complete: whether the server takes another request on the connection. */
  isConnectionKept = false;
  #text = "";
  #bodyBytesLeft = 0;

  /** Takes the next bytes. */
  read(bytes: Buffer): AnswerState {
    if (this.status !== 0) {
      return this.#skipBody(bytes.length);
    }
    this.#text += bytes.toString("latin1");
    for (let end = this.#text.indexOf(END_OF_HEAD); end !== -1; end = this.#text.indexOf(END_OF_HEAD)) {
      const head = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + END_OF_HEAD.length);
      if (!INTERIM_HEAD.test(`${head}\r`)) {
        return this.#takeHead(head) ? this.#skipBody(this.#text.length) : "malformed";
      }
    }
    return this.#text.length > MAX_HEAD_BYTES ? "malformed" : "incomplete";
  }

  #skipBody(bytes: number): AnswerState {
    this.#bodyBytesLeft -= bytes;
    // Bytes after the answer would be read as the answer to the next request.
    this.isConnectionKept &&= this.#bodyBytesLeft >= 0;
    return this.isConnectionKept && this.#bodyBytesLeft > 0 ? "incomplete" : "complete";
  }

  /** Returns whether it is the head of an answer. */
  #takeHead(head: string): boolean {
    if (head !== lastHead.text) {
      lastHead = { text: head, parsed: parseHead(head) };
    }
    const { parsed } = lastHead;
    if (parsed === undefined) {
      return false;
    }
    this.status = parsed.status;
    const bodyBytes = this.#findBodyBytes(parsed);
    this.#bodyBytesLeft = bodyBytes ?? 0;
    this.isConnectionKept = parsed.connection === "kept" && bodyBytes !== undefined;
    return true;
  }

  /** Undefined: it is not known. */
  #findBodyBytes({ status, contentLength, coding }: Head): number | undefined {
    if (status === 204 || status === 304) {
      return 0;
    }
    if (coding === undefined) {
      return contentLength;
    }
    return contentLength === undefined && /^chunked$/i.test(coding) ? measureChunks(this.#text) : undefined;
  }
}

interface Head extends Framing {
  readonly status: number;
}

/** A server gives the same head to all pushes of a second. */
let lastHead: { readonly text: string; readonly parsed: Head | undefined } = { text: "", parsed: undefined };

/** Undefined: it is not the head of an answer, or it contradicts itself. */
const parseHead = (text: string): Head | undefined => {
  const [, version, status] = HEAD.exec(text) ?? [];
  const framing = readFraming(text);
  if (framing === undefined || status === undefined) {
    return undefined;
  }
  return {
    ...framing,
    status: Number(status),
    connection: version === "1.1" ? framing.connection : "closed",
  };
};

/** The head's facts about its body and its connection. */
interface Framing {
  readonly contentLength: number | undefined;
  readonly coding: string | undefined;
  readonly connection: "kept" | "closed";
}

/** Undefined: the head contradicts itself. */
const readFraming = (head: string): Framing | undefined => {
  let contentLength: number | undefined;
  let coding: string | undefined;
  let connection: Framing["connection"] = "kept";
  for (const [, name = "", value = ""] of head.matchAll(FRAMING_FIELDS)) {
    switch (name.toLowerCase()) {
      case "content-length":
        if (!LENGTH.test(value) || (contentLength !== undefined && contentLength !== Number(value))) {
          return undefined;
        }
        contentLength = Number(value);
        break;
      case "transfer-encoding":
        coding = value;
        break;
      default:
        connection = /\bclose\b/i.test(value) ? "closed" : connection;
    }
  }
  return { contentLength, coding, connection };
};

/**
 * The length of a chunked body. Undefined if it is not complete, or has more than the size and the data of each chunk.
 */
const measureChunks = (text: string): number | undefined => {
  let at = 0;
  let size: number;
  do {
    CHUNK_SIZE.lastIndex = at;
    const line = CHUNK_SIZE.exec(text);
    if (line === null) {
      return undefined;
    }
    size = Number.parseInt(line[1]!, 16);
    at = CHUNK_SIZE.lastIndex + size + LINE_END.length;
    if (!text.startsWith(LINE_END, at - LINE_END.length)) {
      return undefined;
    }
  } while (size > 0);
  return at;
};

const LINE_END = "\r\n";
const END_OF_HEAD = "\r\n\r\n";
const CHUNK_SIZE = /([0-9a-f]{1,8})\r\n/iy;

/** The same as in node:http. */
const MAX_HEAD_BYTES = 16 * 1024;

/** Status line and fields. */
const HEAD = /^HTTP\/(1\.[01]) ([2-5]\d\d)(?: [^\r\n]*)?(?:\r\n[!#$%&'*+.^`|~\w-]+:[^\r\n]*)*$/;

/** The final answer follows it. This is not true of 101, which no request asks for. */
const INTERIM_HEAD = /^HTTP\/1\.1 1(?!01)\d\d[ \r]/;

const FRAMING_FIELDS =
  /\r\n(content-length|transfer-encoding|connection):[ \t]*([^\r\n]*?)[ \t]*(?=\r\n|$)/gi;
const LENGTH = /^\d{1,15}$/;
