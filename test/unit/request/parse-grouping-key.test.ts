import { describe, expect, it } from "@jest/globals";
import { MAX_PATH_BYTES, parseGroupingKey } from "../../../lambda/request/parse-grouping-key.ts";

const read = (path: string) => {
  const key = parseGroupingKey(path);
  if (!key.ok) {
    throw new Error(`${path} was refused: ${key.error.detail}`);
  }
  return {
    job: key.value.job,
    ...Object.fromEntries(key.value.labels.map(({ name, value }) => [name, value])),
  };
};

const refusal = (path: string) => {
  const key = parseGroupingKey(path);
  if (key.ok) {
    throw new Error(`${path} was accepted as ${key.value.path}`);
  }
  return key.error;
};

describe("parseGroupingKey", () => {
  it.each<[string, string, Record<string, string>]>([
    ["a job alone", "/metrics/job/x", { job: "x" }],
    ["labels in any order", "/metrics/job/x/b/2/a/1", { job: "x", a: "1", b: "2" }],
    ["a base path of a custom domain", "/push/metrics/job/x", { job: "x" }],
    ["a base path that is metrics", "/metrics/metrics/job/x", { job: "x" }],
    ["a value that is metrics", "/metrics/job/a/x/metrics/y/1", { job: "a", x: "metrics", y: "1" }],
    ["label names that end with underscores", "/metrics/job/x/a__/1", { job: "x", a__: "1" }],
    ["a slash after the last value", "/metrics/job/x/", { job: "x" }],
    [
      "a slash after a label name: an empty value, which means no label",
      "/metrics/job/x/instance/",
      { job: "x" },
    ],
    ["an empty value in base64", "/metrics/job/x/instance@base64/=", { job: "x" }],
    ["an empty value in base64, after a trailing slash", "/metrics/job/x/instance@base64/", { job: "x" }],
    ["base64 without padding", "/metrics/job@base64/YS9i", { job: "a/b" }],
    ["base64 with padding", "/metrics/job@base64/YQ==", { job: "a" }],
    ["base64 of the URL-safe alphabet", "/metrics/job@base64/Pz8_Pj4-", { job: "???>>>" }],
    ["an escaped @", "/metrics/job%40base64/YQ", { job: "a" }],
    ["an escaped slash in a value", "/metrics/job/a%2Fb/x/c%2fd", { job: "a/b", x: "c/d" }],
    ["plus as plus", "/metrics/job/a+b", { job: "a+b" }],
    ["an escaped space", "/metrics/job/a%20b", { job: "a b" }],
    ["a value that is decoded only once", "/metrics/job/a%252Fb", { job: "a%2Fb" }],
    ["unicode", "/metrics/job/%C3%A9%F0%9F%98%80", { job: "é😀" }],
    ["a dot segment in base64", "/metrics/job@base64/Li4", { job: ".." }],
    ["dots within a value", "/metrics/job/a..b", { job: "a..b" }],
    ["/metrics/ inside a value", "/metrics/job/x/path/metrics", { job: "x", path: "metrics" }],
    ["characters that need no escape", "/metrics/job/a:b@c=d;e,f!g", { job: "a:b@c=d;e,f!g" }],
  ])("reads %s", (_, path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it.each<[string, string, string]>([
    ["a label without value", "/metrics/job/x/instance", "has no value"],
    ["a first label that is not job", "/metrics/instance/x/job/y", "must be job"],
    ["a first label that is metrics", "/metrics/metrics/x/metrics/job/y", "must be job"],
    ["an empty job", "/metrics/job/", "job is empty"],
    ["an empty job in base64", "/metrics/job@base64/=", "job is empty"],
    ["no labels at all", "/metrics/", "job is empty"],
    ["a missing job", "/metrics/job", "has no value"],
    ["two jobs", "/metrics/job/a/job/b", "twice"],
    ["a label twice", "/metrics/job/a/x/1/x/2", "twice"],
    ["a label twice, once in base64", "/metrics/job/a/x/1/x@base64/Mg", "twice"],
    ["a label twice, both empty", "/metrics/job/a/x@base64/=/x/", "twice"],
    ["two slashes inside", "/metrics/job/a/x//y/1", "two slashes"],
    ["two slashes at the end", "/metrics/job/a//", "two slashes"],
    ["two slashes after a label name", "/metrics/job/a/x//", "two slashes"],
    ["two slashes after job", "/metrics/job//", "two slashes"],
    ["three slashes", "/metrics/job/a///", "two slashes"],
    ["a label name with a dash", "/metrics/job/a/x-y/1", "is not a label name"],
    ["a label name with a colon", "/metrics/job/a/x:y/1", "is not a label name"],
    ["a label name starting with a digit", "/metrics/job/a/1x/1", "is not a label name"],
    ["an empty label name in base64", "/metrics/job/a/@base64/YQ", "is not a label name"],
    ["a reserved label name", "/metrics/job/a/__name__/x", "reserved"],
    ["le", "/metrics/job/a/le/1", "grouping key"],
    ["le with an empty value", "/metrics/job/a/le/", "grouping key"],
    ["quantile in base64", "/metrics/job/a/quantile@base64/MC41", "grouping key"],
    ["an escape cut short", "/metrics/job/a%2", "percent-encoded"],
    [
      "an escape with letters that are not hexadecimal in a label name",
      "/metrics/job/a/%zz/1",
      "percent-encoded",
    ],
    ["an escape with letters that are not hexadecimal", "/metrics/job/a%zz", "percent-encoded"],
    ["bytes that are not UTF-8", "/metrics/job/a/x/%FF", "percent-encoded"],
    ["an overlong UTF-8 form", "/metrics/job/%C0%AF", "percent-encoded"],
    ["a surrogate in UTF-8", "/metrics/job/%ED%A0%80", "percent-encoded"],
    ["a raw byte above ASCII", "/metrics/job/\u00e9", "percent-encoded"],
    ["a dot", "/metrics/job/./x/1", "dot segment"],
    ["two dots", "/metrics/job/a/x/..", "dot segment"],
    ["escaped dots", "/metrics/job/a/x/%2e%2E", "dot segment"],
    ["a line feed in a value", "/metrics/job/a%0Ab", "control character"],
    ["NUL in a value", "/metrics/job/a%00", "control character"],
    ["DEL in a value", "/metrics/job/a%7F", "control character"],
    ["a C1 control character", "/metrics/job/a%C2%85", "control character"],
    ["a control character in base64", "/metrics/job@base64/YQo", "control character"],
    ["base64 in the wrong alphabet", "/metrics/job@base64/Pz8+", "write - for + and _ for /"],
    ["base64 with a slash", "/metrics/job@base64/Pz8%2F", "write - for + and _ for /"],
    ["base64 with padding inside", "/metrics/job@base64/Y=Q", "= at the end"],
    ["base64 with too much padding", "/metrics/job@base64/YQ===", "wrong padding"],
    ["base64 with too little padding", "/metrics/job@base64/YQ=", "wrong padding"],
    ["base64 with twice the padding", "/metrics/job@base64/YQ======", "wrong padding"],
    ["base64 of padding only", "/metrics/job/a/x@base64/==", "wrong padding"],
    ["base64 with stray bits", "/metrics/job@base64/YR", "not the base64 of whole bytes"],
    ["base64 with one digit", "/metrics/job@base64/Y", "not the base64 of whole bytes"],
    ["base64 of bytes that are not UTF-8", "/metrics/job/a/x@base64/_w", "not UTF-8"],
  ])("refuses %s", (_, path, detail) => {
    expect(refusal(path)).toMatchObject({ code: "path-invalid", detail: expect.stringContaining(detail) });
  });

  it("says which label has no value, and how to write a slash", () => {
    expect(refusal("/metrics/job/x/instance").detail).toBe(
      'the path must be pairs of label and value, and "instance" has no value; a slash inside a value is written %2F, or <label>@base64/<value>',
    );
  });

  it.each(["/metrics/job/x/b/2/a/%2F", "/metrics/job@base64/eA/a@base64/Lw==/b/2/c/"])(
    "gives %s the canonical path of its key: values in base64, labels sorted",
    (path) => {
      const key = parseGroupingKey(path);
      expect(key.ok && key.value.path).toBe("/metrics/job@base64/eA/a@base64/Lw/b@base64/Mg");
    },
  );

  it("accepts a path of 1,400 bytes and refuses a longer one with 414", () => {
    const prefix = "/metrics/job/";
    const longest = prefix + "x".repeat(MAX_PATH_BYTES - prefix.length);
    expect(read(longest)).toEqual({ job: "x".repeat(MAX_PATH_BYTES - prefix.length) });
    expect(refusal(`${longest}x`)).toMatchObject({
      code: "path-too-long",
      detail: expect.stringContaining("1401"),
    });
  });

  it("relays no path that a client or a server would normalise", () => {
    const key = parseGroupingKey("/metrics/job@base64/Li4/x/a%2F..%2F..%2Fb");
    expect(key.ok && new URL(key.value.path, "http://pushgateway").pathname).toBe(key.ok && key.value.path);
  });
});
