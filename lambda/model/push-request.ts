import type { Format } from "./format.ts";
import type { GroupingKey } from "./grouping-key.ts";

export type Method = "PUT" | "POST" | "DELETE";

/** A push with parsed path and headers and an unchanged body. */
export interface PushRequest {
  readonly method: Method;
  readonly key: GroupingKey;
  readonly isDryRun: boolean;
  readonly format: Format;
  readonly encoding: ContentEncoding;
  /** The bytes of the body as sent; empty for DELETE, whose body is ignored. */
  readonly body: Uint8Array;
}

export type ContentEncoding = "identity" | "gzip" | "zstd" | "snappy";
