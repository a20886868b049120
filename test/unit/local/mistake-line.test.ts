import { describe, expect, it } from "@jest/globals";
import { writeMistakeLine } from "../../../infra/local/mistake-line.ts";

const line = (statusCode: number, body: unknown, path = "/metrics/job/x"): string | undefined =>
  writeMistakeLine({
    method: "PUT",
    path,
    principalId: "ci",
    answer: {
      statusCode,
      headerLines: [],
      body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    },
  });

describe("the line about a mistake", () => {
  it("is not written for what went well", () => {
    expect(line(200, {})).toBeUndefined();
  });

  it("names method, path, client, status, code and what is wrong", () => {
    expect(line(403, { code: "group-not-granted", detail: "job is not granted" })).toBe(
      "PUT /metrics/job/x (ci) 403 group-not-granted: job is not granted",
    );
  });

  it("names the first mistake of a payload with its place, and how many there are", () => {
    const errors = [{ code: "bucket-order", line: 12, column: 5, detail: "buckets fall" }];
    expect(line(422, { code: "payload-unsound", detail: "x", errors, total: 3 })).toBe(
      "PUT /metrics/job/x (ci) 422 payload-unsound: 12:5 bucket-order: buckets fall (and 2 more)",
    );
  });

  it("points into JSON and protobuf", () => {
    const errors = [{ code: "a", pointer: "/0/type", detail: "b" }];
    expect(line(422, { code: "payload-unsound", errors, total: 1 })).toContain(": /0/type a: b");
  });

  it("is the first line of a problem in plain text", () => {
    expect(line(400, "1:2 broken\n2:1 broken, too\n")).toBe("PUT /metrics/job/x (ci) 400 1:2 broken");
  });

  it("cannot steer the terminal, and stays short", () => {
    expect(line(400, "x", "/\x9b2J\x1b[2J\u202e")).toBe("PUT /�2J�[2J� (ci) 400 x");
    expect(line(400, "x".repeat(1_000), "y".repeat(1_000))?.length).toBeLessThan(500);
  });
});
