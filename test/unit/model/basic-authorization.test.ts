import { describe, expect, it } from "@jest/globals";
import { toBasicAuthorization, urlAuthorization } from "../../../lambda/model/basic-authorization.ts";

describe("toBasicAuthorization", () => {
  it("gives the examples of RFC 7617, whose second one is in UTF-8", () => {
    expect(toBasicAuthorization("Aladdin:open sesame")).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    expect(toBasicAuthorization("test:123£")).toBe("Basic dGVzdDoxMjPCow==");
  });
});

describe("urlAuthorization", () => {
  it.each([
    ["user and password, with their escapes decoded", "http://t%C3%A9st:a%3Ab@h", "tést:a:b"],
    ["a user without password", "http://user@h", "user:"],
  ])("encodes %s", (_name, url, userPass) => {
    expect(urlAuthorization(new URL(url))).toBe(toBasicAuthorization(userPass));
  });

  it.each([
    ["no credential", "http://h/"],
    ["a password without user", "http://:password@h"],
  ])("is undefined for %s", (_name, url) => {
    expect(urlAuthorization(new URL(url))).toBeUndefined();
  });
});
