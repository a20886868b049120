import { err, ok, type Result } from "../model/result.ts";

export interface NativelyInflated {
  readonly bytes: Uint8Array;
  /** How many bytes of the body belong to the stream. */
  readonly consumed: number;
}

/**
 * Turns what node:zlib throws into a value: `too-large` beyond `maxOutputLength`, otherwise zlib's message. `inflateSync`
 * calls a function of zlib with `info`, which its types do not declare.
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
