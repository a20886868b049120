import { DELIMITED_PROTOBUF } from "../../../lambda/model/format.ts";
import type { JsonObject } from "./json.ts";
import { ref } from "./json.ts";

const TEXT =
  "# HELP desktop_start_seconds Time to start.\n# TYPE desktop_start_seconds gauge\ndesktop_start_seconds 1.5\n";

/** `components.requestBodies`. */
export const REQUEST_BODIES: JsonObject = {
  Metrics: {
    description:
      "The metrics. Without a Content-Type the text format is meant. An empty body empties the group (PUT) or renews its push time (POST).",
    required: false,
    content: {
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
          description: "Messages of the type io.prometheus.client.MetricFamily, each behind its length.",
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
          description: "What curl says of itself with --data-binary: read as the text format, not as a form.",
        },
      },
    },
  },
};
