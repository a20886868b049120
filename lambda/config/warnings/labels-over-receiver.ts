import { DEFAULT_LIMITS } from "../../model/client.ts";
import type { Warning } from "../config-issue.ts";

/** Mimir's default limit (`max_label_names_per_series`). */
const USUAL_LABELS = 30;

/** A receiver of remote write refuses series with more labels than its limit. */
export const labelsOverReceiver: Warning = ({ remoteWrite, limits }) => {
  const labels = limits.labelsPerSeries ?? DEFAULT_LIMITS.labelsPerSeries;
  return remoteWrite.length === 0 || labels <= USUAL_LABELS
    ? []
    : [
        {
          path: ["remoteWrite", 0],
          text: `receivers often refuse series of more than ${USUAL_LABELS} labels, and limits.labelsPerSeries is ${labels}: lower it, or raise the receiver's limit`,
        },
      ];
};
