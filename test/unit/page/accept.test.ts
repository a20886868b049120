import { describe, expect, it } from "@jest/globals";
import { acceptsGzip, chooseForm } from "../../../lambda/page/accept.ts";
import { PROTOBUF_FORM } from "../../../lambda/page/protobuf-form.ts";
import { TEXT_FORM } from "../../../lambda/page/text-form.ts";

const PROTOBUF = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

describe("the format of a page", () => {
  it.each([
    ["nothing", undefined],
    ["anything", "*/*"],
    ["OpenMetrics only", "application/openmetrics-text;version=1.0.0"],
    ["JSON only", "application/json"],
    [
      "Prometheus 3 by default",
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    ],
    ["text over protobuf", `${PROTOBUF};q=0.3,text/plain;q=0.5`],
    ["both alike", `${PROTOBUF},text/plain`],
    ["protobuf of another message", "application/vnd.google.protobuf;proto=other;encoding=delimited"],
    ["protobuf in another encoding", `application/vnd.google.protobuf;encoding=text,text/plain;q=0.1`],
    ["no protobuf", `${PROTOBUF};q=0`],
  ])("is text for %s", (_, accept) => {
    expect(chooseForm(accept)).toBe(TEXT_FORM);
  });

  it.each([
    [
      "Prometheus that scrapes native histograms",
      `${PROTOBUF};q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.2`,
    ],
    ["protobuf and no other", PROTOBUF],
    ["protobuf without parameters", "application/vnd.google.protobuf"],
    ["protobuf with quotes", 'application/vnd.google.protobuf; proto="io.prometheus.client.MetricFamily"'],
  ])("is protobuf for %s", (_, accept) => {
    expect(chooseForm(accept)).toBe(PROTOBUF_FORM);
  });

  it.each([
    [undefined, false],
    ["", false],
    ["gzip", true],
    ["deflate, GZIP;q=0.5", true],
    ["gzip;q=0", false],
    ["gzip;q=0, *", false],
    ["*", true],
    ["br", false],
  ])("may be compressed with gzip for Accept-Encoding %p: %p", (header, may) => {
    expect(acceptsGzip(header)).toBe(may);
  });
});
