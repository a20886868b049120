import type { DecodedExposition } from "../../model/decoded-exposition.ts";
import type { MetricFamily } from "../../model/exposition.ts";
import { DELIMITED_PROTOBUF, type Format } from "../../model/format.ts";
import type { Issue } from "../../model/issue.ts";
import type { Refusal } from "../../model/refusal.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { refuseUnreadable, type SyntaxIssue } from "../found-issues.ts";
import { refuseTooManyParts } from "../part-limit.ts";
import { FamilyReader } from "./family-reader.ts";
import { ProtobufSource } from "./protobuf-source.ts";

/**
 * Decodes length-delimited `io.prometheus.client.MetricFamily` messages (prometheus/client_model, metrics.proto) in the
 * same way as the Pushgateway: a missing type is a counter, a missing number is 0, the last of several strings is used,
 * and unknown fields are skipped. Refuses with `payload-unreadable` and `limit-exceeded`.
 */
export const decodeProtobuf = (bytes: Uint8Array): Result<DecodedExposition, Refusal> => {
  const source = new ProtobufSource(bytes);
  const reader = new FamilyReader(bytes);
  const families = reader.readAll();
  const { issues, rawIssues, tooMany } = reader;
  if (tooMany !== undefined) {
    return refuseTooManyParts(tooMany);
  }
  const toIssue = ({ at, ...rest }: SyntaxIssue): Issue => ({ ...rest, location: source.locate(at) });
  return issues.total > 0
    ? refuseUnreadable(issues.issues.map(toIssue), issues.total)
    : ok({ families, rawIssues, notes: [], source });
};

/** The families of messages that the proxy or a Pushgateway has encoded, or why they cannot be read. */
export const decodeFamilies = (bytes: Uint8Array): Result<readonly MetricFamily[], string> => {
  const reader = new FamilyReader(bytes);
  const families = reader.readAll();
  const { issues, tooMany } = reader;
  if (tooMany !== undefined) {
    return err(`more than ${tooMany}`);
  }
  const [first] = issues.issues;
  return first === undefined ? ok(families) : err(first.detail);
};

/** Length-delimited `io.prometheus.client.MetricFamily` messages. */
export const PROTOBUF_FORMAT = {
  id: "protobuf",
  contentType: DELIMITED_PROTOBUF,
  fileName: "metrics.pb",
  mediaTypes: [
    {
      name: "application/vnd.google.protobuf",
      accepts: (parameters) =>
        parameters.get("proto") === "io.prometheus.client.MetricFamily" &&
        parameters.get("encoding") === "delimited",
    },
  ],
  decode: decodeProtobuf,
  infersInfiniteBucket: true,
  hasWholeCharacters: true,
} as const satisfies Format;
