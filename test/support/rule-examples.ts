import { parseJsonBody } from "../../lambda/adapters/json-body.ts";
import type { FormatId } from "../../lambda/decode/formats.ts";
import type { DecodedExposition } from "../../lambda/model/decoded-exposition.ts";
import { GroupingKey } from "../../lambda/model/grouping-key.ts";
import { encodePrototext } from "./prototext.ts";
import { formatOf } from "./sent-payloads.ts";

/** The grouping key in the first line of a rule's example, for instance `# PUT /metrics/job/a/instance/b`. */
export const keyOfExample = (payload: string): GroupingKey => {
  const path = /^# PUT \/metrics\/job\/(.*)/.exec(payload)?.[1] ?? "test";
  const [job = "", name, value] = path.split("/");
  return GroupingKey.of(job, name === undefined ? [] : [{ name, value: value ?? "" }]);
};

/** Examples of protobuf are in its text form. */
export const decodeExample = (example: string, format: FormatId): DecodedExposition => {
  const payload = format === "protobuf" ? encodePrototext(example) : Buffer.from(example);
  const decoded = formatOf(format).decode(payload, parseJsonBody);
  if (!decoded.ok) {
    throw new Error(JSON.stringify(decoded.error.issues));
  }
  return decoded.value;
};
