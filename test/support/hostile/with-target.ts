import { afterAll, beforeAll, expect } from "@jest/globals";
import { sendRaw } from "../raw-http.ts";
import { request } from "./requests.ts";
import { startTarget, type Target } from "./target.ts";

/**
 * One target for all cases of a suite. At the end a valid push must still get through and be recorded. This shows that
 * the suite can distinguish a refusal from a push, and that no case has damaged the target.
 */
export const withTarget = (): (() => Target) => {
  let target: Target;
  beforeAll(async () => {
    target = await startTarget();
  });
  afterAll(async () => {
    const changes = target.changes.length;
    const [answer] = await sendRaw(target.url, request("/metrics/job/app/zone/eu-1")(target) as Uint8Array);
    expect(answer).toMatchObject({ status: 200 });
    expect(target.changes.slice(changes)).toEqual(["PUT /metrics/job@base64/YXBw/zone@base64/ZXUtMQ"]);
    await target.close();
  });
  return () => target;
};
