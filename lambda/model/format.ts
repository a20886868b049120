import type { DecodedExposition } from "./decoded-exposition.ts";
import type { Refusal } from "./refusal.ts";
import type { Result } from "./result.ts";

/** A payload format: everything that the stages know about it. `decode/formats.ts` lists them all. */
export interface Format {
  /** Its name in commands, in the GitHub Action and in the documentation. */
  readonly id: string;
  /** The Content-Type that clients should send. */
  readonly contentType: string;
  /** The usual name of its files. */
  readonly fileName: string;
  /** The Content-Types that select it. */
  readonly mediaTypes: readonly MediaType[];
  readonly decode: Decoder;
  /** Whether a histogram may leave out its `+Inf` bucket, because the count replaces it. */
  readonly infersInfiniteBucket: boolean;
  /** Whether its texts are known to be valid UTF-8. JSON's are not: it can escape half a surrogate pair. */
  readonly hasWholeCharacters: boolean;
}

export interface MediaType {
  /** Lower case; empty for a payload without a Content-Type. */
  readonly name: string;
  /** Whether these parameters, with names in lower case, select the format; if left out, all do. */
  readonly accepts?: (parameters: ReadonlyMap<string, string>) => boolean;
}

/**
 * Decodes one format. `payload` is inflated and never empty. Refuses payloads that cannot be read
 * (`payload-unreadable`, with an issue for each place) or have too many parts (`limit-exceeded`); `validate` judges the
 * rest. Its time is at most linear in the size of the payload.
 */
export type Decoder = (payload: Uint8Array, parseJson: ParseJson) => Result<DecodedExposition, Refusal>;

/** Parses JSON, so that no stage depends on a body parser. */
export type ParseJson = (text: string) => Result<unknown, JsonSyntaxIssue>;

/** Why a text is not JSON. */
export interface JsonSyntaxIssue {
  /** Where it stops being JSON: an index into the text. Undefined if the parser does not tell. */
  readonly at: number | undefined;
  /** A clause for the user. */
  readonly detail: string;
}

/** As the Go and Java clients push it, and as the proxy writes to the Pushgateway (prometheus/common expfmt, `ProtoFmt`). */
export const DELIMITED_PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
