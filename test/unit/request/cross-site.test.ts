import { describe, expect, it } from "@jest/globals";
import { FORMATS } from "../../../lambda/decode/formats.ts";
import { readPush } from "../../../lambda/request/read-push.ts";
import { aClient, aPushEvent } from "../../support/push-event.ts";

type Headers = Readonly<Record<string, string>>;

const codeOf = (method: string, headers: Headers): string => {
  const read = readPush(aPushEvent({ method, headers }), aClient().limits.bodyBytes, FORMATS);
  return read.ok ? "accepted" : read.error.code;
};

const CROSS_SITE = { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };

describe("a push that a browser sends for a page", () => {
  it.each<[string, Headers]>([
    ["a form as text", { ...CROSS_SITE, "Content-Type": "text/plain" }],
    ["a form as usual", { ...CROSS_SITE, "Content-Type": "application/x-www-form-urlencoded" }],
    ["a script, with a charset", { ...CROSS_SITE, "content-type": "TEXT/plain;charset=UTF-8" }],
    ["a script, without a Content-Type", CROSS_SITE],
    ["a page on another port", { "sec-fetch-site": "same-site" }],
    ["a frame without an origin", { ...CROSS_SITE, Origin: "null" }],
    ["a header that is sent twice", { "Sec-Fetch-Site": "same-origin, cross-site" }],
  ])("is refused if any site can make the browser send it: %s", (_name, headers) =>
    expect(codeOf("POST", headers)).toBe("cross-site-request"),
  );

  it("is told what to do instead", () => {
    const read = readPush(
      aPushEvent({ method: "POST", headers: CROSS_SITE }),
      aClient().limits.bodyBytes,
      FORMATS,
    );
    expect(read).toMatchObject({
      error: { detail: expect.stringContaining("push from a program, or with PUT") },
    });
  });

  it.each<[string, string, Headers]>([
    ["a program", "POST", { "Content-Type": "text/plain" }],
    ["a program with a web view", "POST", { Origin: "tauri://localhost", "Content-Type": "text/plain" }],
    [
      "a page of the same origin",
      "POST",
      { "Sec-Fetch-Site": "same-origin", Origin: "https://proxy.example" },
    ],
    ["an extension of the browser", "POST", { "Sec-Fetch-Site": "none" }],
    ["PUT, for which a browser asks before", "PUT", CROSS_SITE],
    ["DELETE, too", "DELETE", CROSS_SITE],
    ["another format, too", "POST", { ...CROSS_SITE, "Content-Type": "application/openmetrics-text" }],
    ["JSON, too", "POST", { ...CROSS_SITE, "Content-Type": "application/json" }],
  ])("is accepted otherwise: %s", (_name, method, headers) =>
    expect(codeOf(method, headers)).toBe("accepted"),
  );
});
