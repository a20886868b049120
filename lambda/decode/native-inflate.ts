import { err, ok, type Result } from "../model/result.ts";

export interface NativelyInflated {
  readonly bytes: Uint8Array;
  /** How many bytes of the body the stream has. */
  readonly consumed: number;
}

/**
 * Makes a value of what node:zlib throws: `too-large` beyond `maxOutputLength`, else what zlib says of the damage. `inflateSync`
 * is one of its functions, called with `info`, whose types do not know of it.
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
