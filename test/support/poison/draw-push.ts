import type { Random } from "../random.ts";
import { drawLabelValue, drawPayload, type Labels, type Payload } from "./draw-payload.ts";

export interface PoisonPush extends Payload {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly isDryRun: boolean;
}

export const drawPush = (random: Random): PoisonPush => ({
  method: random.pick(["PUT", "PUT", "POST"]),
  path: drawGroupPath(random),
  isDryRun: random.chance(0.05),
  ...drawPayload(random),
});

export const drawDelete = (random: Random): PoisonPush => ({
  method: "DELETE",
  path: drawGroupPath(random),
  isDryRun: false,
  contentType: undefined,
  body: new Uint8Array(),
});

/**
 * The path of a group: one of two jobs, with or without instance and x, which may be empty; sometimes an invalid path.
 */
const drawGroupPath = (random: Random): string => {
  const labels: Labels = {
    ...(random.chance(0.5) && { instance: drawLabelValue(random) }),
    ...(random.chance(0.35) && { x: drawLabelValue(random) }),
    ...(random.chance(0.01) && { le: random.pick(["", "1"]) }),
    ...(random.chance(0.01) && { quantile: random.pick(["", "0.5"]) }),
  };
  return [
    `/metrics/job/${random.pick(["j", "k"])}`,
    ...Object.entries(labels).map(([name, value]) => `${name}@base64/${toBase64(value)}`),
    ...(random.chance(0.01) ? ["x@base64/_w"] : []),
  ].join("/");
};

const toBase64 = (value: string): string => (value === "" ? "=" : Buffer.from(value).toString("base64url"));
