import { FORMATS } from "../../../lambda/decode/formats.ts";
import { DELIMITED_PROTOBUF, type Format } from "../../../lambda/model/format.ts";
import type { JsonObject } from "./json.ts";
import { ref } from "./json.ts";

const TEXT =
  "# HELP desktop_start_seconds Time to start.\n# TYPE desktop_start_seconds gauge\ndesktop_start_seconds 1.5\n";

/** The description of a media type, by its name. */
const DETAILS: Readonly<Record<string, JsonObject>> = {
  "text/plain": {
    schema: {
      type: "string",
      format: "prometheus-text",
      description: "The Prometheus text format 0.0.4.",
    },
    examples: { gauge: { value: TEXT } },
  },
  "application/openmetrics-text": {
    schema: { type: "string", format: "openmetrics-text", description: "OpenMetrics 1.0." },
    examples: { gauge: { value: `${TEXT}# EOF\n` } },
  },
  [DELIMITED_PROTOBUF]: {
    schema: {
      type: "string",
      format: "delimited-protobuf",
      description: "Messages of the type io.prometheus.client.MetricFamily, each preceded by its length.",
    },
  },
  "application/json": {
    schema: ref("schemas", "Exposition"),
    examples: { short: { value: { desktop_start_seconds: 1.5 } } },
  },
  "application/x-www-form-urlencoded": {
    schema: {
      type: "string",
      format: "prometheus-text",
      description: "The default of curl --data-binary. It is read as the text format, not as a form.",
    },
  },
};

const toContent = ({ id, contentType, mediaTypes }: Format): readonly (readonly [string, JsonObject])[] =>
  mediaTypes
    .filter(({ name }) => name !== "")
    .map(({ name, accepts }) => {
      const acceptsAnyGroupingKey = accepts?.(new Map()) ?? true;
      const key = acceptsAnyGroupingKey ? name : contentType;
      return [key, DETAILS[key] ?? { schema: { type: "string", description: `The format ${id}.` } }] as const;
    });

/** `components.requestBodies`. */
export const REQUEST_BODIES: JsonObject = {
  Metrics: {
    description:
      "The metrics. Without a Content-Type the body is read as the text format. An empty body empties the group (PUT) or renews its push time (POST).",
    required: false,
    content: Object.fromEntries(FORMATS.flatMap(toContent)),
  },
};
