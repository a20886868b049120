import { err, ok, type Result } from "../model/result.ts";

export interface NativelyInflated {
  readonly bytes: Uint8Array;
  /** The number of bytes of the body that belong to the stream. */
  readonly consumed: number;
}

/**
 * Returns errors of node:zlib as values: `too-large` if the output exceeds `maxOutputLength`, otherwise zlib's message.
 * `inflateSync` must call a function of zlib with `info: true`, whose result is not in the types of Node.
 */
export const inflateNatively = (inflateSync: () => unknown): Result<NativelyInflated, string> => {
  try {
    const { buffer, engine } = inflateSync() as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return ok({ bytes: buffer, consumed: engine.bytesWritten });
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return err(code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : lowerFirst(message));
  }
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
