import middy from "@middy/core";
import {
  parseRotationEvent,
  type RotationEvent,
  type RotationPorts,
  rotate,
} from "../authenticate/rotation.ts";

type RotateHandler = (event: RotationEvent, context?: object) => Promise<void>;

/** The rotation function of Secrets Manager, called for each step. An error makes Secrets Manager try again later. */
export const createRotateHandler = (ports: RotationPorts): RotateHandler =>
  middy<RotationEvent, void>().handler((event) => rotateStep(event, ports)) as RotateHandler;

const rotateStep = async (event: RotationEvent, ports: RotationPorts): Promise<void> => {
  const request = parseRotationEvent(event);
  if (request === undefined) {
    throw new Error("the event is not one of Secrets Manager's rotation");
  }
  const stopped = await rotate(request, ports).then((done) => (done.ok ? undefined : done.error), String);
  if (stopped !== undefined) {
    throw new Error(`rotation of ${request.secretId} stopped at ${request.step}: ${stopped}`);
  }
};
